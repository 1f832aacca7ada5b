using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Running;

namespace Inference.LoadTests.Scenarios;

/// <summary>What a server must keep under too much load.</summary>
internal static class OverloadCriteria
{
    /// <summary>Share of the best goodput, or of what is offered where that is less, that there must be at every load from capacity on.</summary>
    public const double GoodputKept = 0.9;

    /// <summary>How much memory may grow from the load at capacity to the end.</summary>
    public const double MemoryGrowth = 1.15;

    /// <param name="steps">The runs, with the multiple of capacity that each offered, in rising order.</param>
    public static IReadOnlyList<ObjectiveResult> Judge(IReadOnlyList<(double Multiple, RunResult Run)> steps)
    {
        double best = steps.Max(step => step.Run.Summary.GoodPerSecond);
        (double Multiple, RunResult Run)[] full = [.. steps.Where(step => step.Multiple >= 1)];
        double worst = full.Length == 0 ? 0 : full.Min(step => Kept(step.Run.Summary, best));
        List<ObjectiveResult> results =
        [
            new($"goodput from capacity on is at least {GoodputKept:P0} of its best, or of what is offered where that is less (share)", worst, full.Length > 0 && worst >= GoodputKept),
        ];
        double first = Memory(full.FirstOrDefault().Run), last = Memory(full.LastOrDefault().Run);
        if (first > 0) results.Add(new ObjectiveResult($"memory at the highest load is at most {MemoryGrowth:0.##} × that at capacity (ratio)", last / first, last / first <= MemoryGrowth));
        int bare = steps.Sum(step => step.Run.Summary.RefusedWithoutRetryAfter), others = steps.Sum(step => step.Run.Summary.Errors.GetValueOrDefault(nameof(Outcome.Unavailable)));
        results.Add(new ObjectiveResult("who is refused gets 429 (others)", others, others == 0));
        results.Add(new ObjectiveResult("who is refused gets Retry-After (those who do not)", bare, bare == 0));
        int failed = steps.Sum(step => step.Run.Summary.Failed);
        results.Add(new ObjectiveResult("who is accepted gets a whole answer (those who do not)", failed, failed == 0));
        return results;
    }

    /// <summary>Nobody can do more than is asked for: the capacity is measured too, and may come out low.</summary>
    private static double Kept(RunSummary run, double best) => run.GoodPerSecond / Math.Max(1e-9, Math.Min(best, run.OfferedPerSecond));

    private static double Memory(RunResult? run) => run is null || run.Samples.Count == 0 ? 0 : run.Samples.Max(sample => sample.MemoryBytes ?? 0);
}
