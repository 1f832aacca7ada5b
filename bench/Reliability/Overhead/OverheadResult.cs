using System.Globalization;

namespace Inference.Bench.Reliability.Overhead;

/// <summary>In-process beside the cluster: medians of all rounds.</summary>
/// <param name="FewInProcessMs">Between two tokens, with four streams.</param>
/// <param name="FewClusterMs">The same.</param>
/// <param name="ManyInProcessMs">Between two tokens, with many streams.</param>
/// <param name="ManyClusterMs">The same.</param>
/// <param name="InProcess">Tokens a second, with many streams.</param>
/// <param name="Cluster">The same.</param>
internal sealed record OverheadResult(int Streams, double FewInProcessMs, double FewClusterMs, double ManyInProcessMs, double ManyClusterMs, double InProcess, double Cluster)
{
    public IReadOnlyList<string> Broken { get; private init; } = [];

    public static OverheadResult Of(List<RawResult>[] few, List<RawResult>[] many, int streams, double mostAddedMs, double leastThroughput)
    {
        OverheadResult result = new(
            streams, Median(few[0], each => each.GapP50), Median(few[1], each => each.GapP50), Median(many[0], each => each.GapP50), Median(many[1], each => each.GapP50),
            Median(many[0], each => each.Throughput), Median(many[1], each => each.Throughput));
        List<string> broken = [];
        if (result.FewClusterMs - result.FewInProcessMs >= mostAddedMs) broken.Add(string.Create(CultureInfo.InvariantCulture, $"the cluster adds {mostAddedMs} ms or more to a gap"));
        if (result.Cluster < leastThroughput * result.InProcess) broken.Add(string.Create(CultureInfo.InvariantCulture, $"throughput is under {leastThroughput:P0} of the in-process one"));
        return result with { Broken = broken };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"overhead: gap p50 with 4 streams {FewInProcessMs:0.00} ms in-process, {FewClusterMs:0.00} ms through the cluster ({FewClusterMs - FewInProcessMs:+0.00;-0.00} ms); with {Streams} streams {ManyInProcessMs:0.00} and {ManyClusterMs:0.00} ms, {InProcess:0} and {Cluster:0} tokens/s ({(Cluster / InProcess) - 1:+0.0%;-0.0%})");

    private static double Median(List<RawResult> rounds, Func<RawResult, double> figure)
    {
        double[] sorted = [.. rounds.Select(figure).Order()];
        return sorted[sorted.Length / 2];
    }
}
