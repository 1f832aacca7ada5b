using Inference.Bench.Reliability.Clients;
using Inference.Bench.Reliability.Processes;

namespace Inference.Bench.Reliability.Scenarios;

/// <summary>Something that happens to a cluster while its clients read.</summary>
/// <param name="Name">As the command line calls it.</param>
/// <param name="FrontsOf">The silos that clients go to.</param>
/// <param name="DisturbAsync">Does it; returns when it was done, and until when it could be felt.</param>
/// <param name="Judge">Holds the outcome to what is promised.</param>
internal sealed record Disturbance(
    string Name, Func<LocalCluster, IReadOnlyList<SiloNode>> FrontsOf, Func<LocalCluster, Task<IReadOnlyList<(double From, double To)>>> DisturbAsync, Func<Outcome, Outcome> Judge)
{
    private const double Second = 1000;
    private static readonly TimeSpan Felt = TimeSpan.FromSeconds(10), FrozenTime = TimeSpan.FromSeconds(15), StoreTime = TimeSpan.FromSeconds(30), DrainPatience = TimeSpan.FromMinutes(3);

    public static IReadOnlyList<Disturbance> All { get; } =
    [
        new("kill", Others, KillAsync, outcome => outcome.Promise(outcome.GapP99 <= 2 * Second, "gap p99 is over 2 s")),
        new("freeze", Others, FreezeAsync, outcome => outcome.Promise(outcome.GapMax <= 5 * Second, "a gap is over 5 s")),
        new("rolling", cluster => cluster.Nodes, RollAsync, outcome => outcome.Promise(outcome.GapMax <= Second, "a gap is over 1 s").Promise(outcome.Breaks == 0, "connections broke")),
        new("front", cluster => cluster.Nodes, KillFrontAsync, outcome => outcome.Promise(outcome.Breaks > 0, "no connection broke: nothing is proved")),
        new("store", cluster => cluster.Nodes, StopStoreAsync, outcome => outcome.Promise(outcome.GapMax <= 2 * Second, "a gap is over 2 s").Promise(outcome.Breaks == 0, "connections broke")),
    ];

    private static SiloNode Victim(LocalCluster cluster) => cluster.Nodes[1];

    private static IReadOnlyList<SiloNode> Others(LocalCluster cluster) => [.. cluster.Nodes.Where(node => node != Victim(cluster))];

    private static Task<IReadOnlyList<(double From, double To)>> KillAsync(LocalCluster cluster) => KillAsync(Victim(cluster));

    /// <summary>The one that the first clients went to, so that it has streams of its own.</summary>
    private static Task<IReadOnlyList<(double From, double To)>> KillFrontAsync(LocalCluster cluster) => KillAsync(cluster.Nodes[0]);

    private static async Task<IReadOnlyList<(double From, double To)>> KillAsync(SiloNode node)
    {
        double at = StreamClient.Now;
        await node.SignalAsync("KILL");
        await Task.Delay(Felt);
        double to = StreamClient.Now;
        await node.RestartAsync(TimeSpan.FromSeconds(10));
        return [(at, to)];
    }

    private static async Task<IReadOnlyList<(double From, double To)>> FreezeAsync(LocalCluster cluster)
    {
        SiloNode node = Victim(cluster);
        double at = StreamClient.Now;
        await node.SignalAsync("STOP");
        await Task.Delay(FrozenTime);
        double thawed = StreamClient.Now;
        await node.SignalAsync("CONT");

        // It finds itself declared dead, and ends; until then it must do no harm.
        await Task.Delay(Felt);
        double to = StreamClient.Now;
        if (node.HasExited) await node.RestartAsync(TimeSpan.FromSeconds(10));
        await Task.Delay(Felt);
        return [(at, thawed), (thawed, to)];
    }

    private static async Task<IReadOnlyList<(double From, double To)>> RollAsync(LocalCluster cluster)
    {
        List<(double From, double To)> faults = [];
        foreach (SiloNode node in cluster.Nodes)
        {
            double at = StreamClient.Now;
            await node.SignalAsync("TERM");
            await node.RestartAsync(DrainPatience);
            await Task.Delay(Felt / 2);
            faults.Add((at, StreamClient.Now));
        }

        return faults;
    }

    private static async Task<IReadOnlyList<(double From, double To)>> StopStoreAsync(LocalCluster cluster)
    {
        double at = StreamClient.Now;
        await cluster.Store.StopAsync();
        await Task.Delay(StoreTime);
        await cluster.Store.StartAsync();
        await Task.Delay(Felt);
        return [(at, StreamClient.Now)];
    }
}
