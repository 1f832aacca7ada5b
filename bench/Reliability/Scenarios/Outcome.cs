using System.Globalization;
using Inference.Bench.Reliability.Clients;
using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability.Scenarios;

/// <summary>What a scenario came to.</summary>
internal sealed record Outcome(string Scenario, int Streams, int Running, int Lost, int Wrong, int Breaks, int PutOff, double GapP50, double GapP99, double GapMax, double FirstMax, string Detected)
{
    private const int Examples = 5;

    /// <summary>Where the longest gap was.</summary>
    public string Worst { get; init; } = "";

    /// <summary>How long the harness itself waited for the processor at most, in milliseconds.</summary>
    public double MachineStall { get; init; }

    /// <summary>What the promise was, where it is broken.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

    /// <param name="scenario">Its name.</param>
    /// <param name="runs">All streams.</param>
    /// <param name="expected">By spec, what an undisturbed run gave.</param>
    /// <param name="faults">When something was done to the cluster, and until when it could be felt.</param>
    /// <param name="detected">How the fronts noticed.</param>
    public static Outcome Of(string scenario, IReadOnlyList<StreamRun> runs, IReadOnlyDictionary<int, StreamOutput> expected, IReadOnlyList<(double From, double To)> faults, string detected)
    {
        List<string> broken = [];
        int lost = 0, wrong = 0;
        foreach (StreamRun run in runs)
        {
            string? problem = run.Failure is { } failure ? $"lost: {failure}" : Comparison.Difference(expected[run.Spec.Index], run.Output) is { } difference ? $"wrong: {difference}" : null;
            if (problem is null) continue;
            if (run.Failure is null) wrong++;
            else lost++;
            if (broken.Count < Examples) broken.Add(string.Create(CultureInfo.InvariantCulture, $"stream {run.Spec.Index} ({run.Spec.Path}) is {problem}"));
        }

        StreamRun[] running = [.. runs.Where(run => faults.Any(fault => run.RanAt(fault.From)))];
        (double Gap, double At, double After, StreamRun Run)[] worst = [.. running.Select(run => WorstOf(run, faults)).OrderBy(each => each.Gap)];
        double[] gaps = [.. worst.Select(each => each.Gap)];
        double first = runs.Select(run => run.FirstMs).Where(double.IsFinite).DefaultIfEmpty().Max();
        return new Outcome(scenario, runs.Count, running.Length, lost, wrong, runs.Sum(run => run.Breaks), runs.Sum(run => run.PutOff), At(gaps, 0.5), At(gaps, 0.99), At(gaps, 1), first, detected)
        {
            Broken = broken,
            Worst = worst.Length == 0 ? "" : DescribeWorst(worst[^1].Gap, worst[^1].At, worst[^1].After, worst[^1].Run),
        };
    }

    /// <summary>With the time of day, to find it in what the silos said.</summary>
    private static string DescribeWorst(double gap, double at, double after, StreamRun run)
    {
        DateTime began = DateTime.UtcNow - TimeSpan.FromMilliseconds(StreamClient.Now - at);
        return string.Create(CultureInfo.InvariantCulture, $"the longest gap, {gap:0} ms, began {after:0} ms after the fault, at {began:HH:mm:ss.fff}, in stream {run.Spec.Index} ({run.Output.Id})");
    }

    private static (double Gap, double At, double After, StreamRun Run) WorstOf(StreamRun run, IReadOnlyList<(double From, double To)> faults) => faults
        .Where(fault => run.RanAt(fault.From))
        .Select(fault => (Longest: run.LongestGap(fault.From, fault.To), fault.From))
        .Select(each => (each.Longest.Gap, each.Longest.At, each.Longest.At - each.From, run))
        .MaxBy(each => each.Gap);

    /// <summary>A promise beyond that nothing is lost and nothing wrong.</summary>
    public Outcome Promise(bool holds, string promise) => holds ? this : this with { Broken = [.. Broken, promise] };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scenario,-8} {Streams,5} streams, {Running,3} at the fault: lost {Lost}, wrong {Wrong}, broken connections {Breaks}, put off {PutOff}; gap p50 {GapP50:0} ms, p99 {GapP99:0} ms, max {GapMax:0} ms; first event at most {FirstMax:0} ms; {Detected}; {Worst}; the machine stalled for up to {MachineStall:0} ms");

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
