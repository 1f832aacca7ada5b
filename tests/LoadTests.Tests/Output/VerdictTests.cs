using Inference.LoadTests.Chaos;
using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Output;
using Inference.LoadTests.Tests.Support;

namespace Inference.LoadTests.Tests.Output;

public sealed class VerdictTests
{
    private static readonly Objective Kept = Objective.Parse("ttft.p99<1s"), Missed = Objective.Parse("ttft.p99<1ms");

    [Fact]
    public void Of_ObjectivesKept_IsDone() => Assert.Equal(ExitCode.Done, Verdict.Of(Results.Report(ReportKind.Single, Results.Of("run", [Records.Completed(0)], Kept))));

    [Fact]
    public void Of_OneObjectiveMissed_IsThree() =>
        Assert.Equal(3, Verdict.Of(Results.Report(ReportKind.Comparison, Results.Of("a", [Records.Completed(0)], Kept), Results.Of("b", [Records.Completed(0)], Kept, Missed))));

    [Fact]
    public void Of_BrokenStream_IsFourWhateverWasMissed()
    {
        RequestRecord broken = Records.Completed(0);
        broken.Faults = new Dictionary<StreamFault, int> { [StreamFault.MissingEvent] = 1 };

        Assert.Equal(4, Verdict.Of(Results.Report(ReportKind.Single, Results.Of("run", [broken], Missed))));
    }

    [Fact]
    public void Of_AnswersChangedByChaos_IsFour() =>
        Assert.Equal(4, Verdict.Of(Results.Report(ReportKind.Comparison, Results.Of("run", [Records.Completed(0)])) with { Equality = new EqualityReport(1, 0, 0, 1, 0, 0, 0, 0, []) }));
}
