using Inference.Bench.Reliability.Clients;
using Inference.Bench.Reliability.Processes;
using Inference.Bench.Reliability.Requests;

namespace Inference.Bench.Reliability.Scenarios;

/// <summary>Runs disturbances on a cluster of processes, each under the same streams, and compares all of them with an undisturbed run.</summary>
internal static class Proof
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Outcome>> RunAsync(Settings settings, IReadOnlyList<Disturbance> disturbances)
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(settings, [.. Enumerable.Repeat("both", settings.Silos)]);
        Console.WriteLine($"{settings.Silos} silos over {cluster.Store.Kind}; what they say is in {cluster.Folder}");
        StreamSpec[] specs = [.. Enumerable.Range(0, settings.Streams).Select(index => StreamSpec.Of(index, settings.Tokens))];
        IReadOnlyDictionary<int, StreamOutput> expected = await UndisturbedAsync(cluster, specs);
        List<Outcome> outcomes = [];
        foreach (Disturbance disturbance in disturbances)
        {
            Outcome outcome = await RunAsync(cluster, specs, expected, disturbance);
            Console.WriteLine(outcome);
            foreach (string broken in outcome.Broken) Console.WriteLine($"  {broken}");
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    /// <summary>Twice, so that what is compared with is itself known to be repeatable.</summary>
    private static async Task<IReadOnlyDictionary<int, StreamOutput>> UndisturbedAsync(LocalCluster cluster, StreamSpec[] specs)
    {
        await using Rotation rotation = new(cluster.Nodes);
        IReadOnlyList<StreamRun> runs = await Load.OnceAsync(specs, rotation.Next), again = await Load.OnceAsync(specs, rotation.Next);
        foreach ((StreamRun run, StreamRun other) in runs.Zip(again))
        {
            string? problem = run.Failure ?? other.Failure ?? Comparison.Difference(run.Output, other.Output);
            if (problem is not null) throw new InvalidOperationException($"stream {run.Spec.Index} is not the same twice without any disturbance: {problem}");
        }

        return runs.ToDictionary(run => run.Spec.Index, run => run.Output);
    }

    private static async Task<Outcome> RunAsync(LocalCluster cluster, StreamSpec[] specs, IReadOnlyDictionary<int, StreamOutput> expected, Disturbance disturbance)
    {
        IReadOnlyList<SiloNode> fronts = disturbance.FrontsOf(cluster);
        Dictionary<SiloNode, IReadOnlyDictionary<string, double>> before = [];
        foreach (SiloNode front in fronts) before[front] = await front.LostAttemptsAsync();
        await using Rotation rotation = new(fronts);
        using StallWatch stalls = new();
        using Load load = new(specs, rotation.Next);
        await load.BegunAsync(specs.Length);
        await Task.Delay(WarmUp);
        IReadOnlyList<(double From, double To)> faults = await disturbance.DisturbAsync(cluster);
        IReadOnlyList<StreamRun> runs = await load.EndAsync();
        SortedDictionary<string, double> lost = [];
        foreach (SiloNode front in fronts)
        {
            foreach ((string reason, double count) in await front.LostAttemptsAsync()) lost[reason] = lost.GetValueOrDefault(reason) + count - Math.Min(count, before[front].GetValueOrDefault(reason));
        }

        string detected = string.Join(", ", lost.Where(each => each.Value > 0).Select(each => $"{each.Value:0} {each.Key}"));
        return disturbance.Judge(Outcome.Of(disturbance.Name, runs, expected, faults, detected.Length > 0 ? $"attempts lost: {detected}" : "no attempt lost") with { MachineStall = stalls.Longest });
    }
}
