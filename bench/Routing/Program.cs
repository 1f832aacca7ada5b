using System.Diagnostics;
using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Reports;
using Inference.Routing;

int replicas = args.Length > 0 ? int.Parse(args[0]) : 1000;
const int Warmup = 50_000, Decisions = 500_000, DecisionsPerReport = 500, ReportsPerTable = 20;

SampleFleet fleet = new(replicas, seed: 1);
int[] lengths = [.. fleet.Prompts.Select(prompt => prompt.Length)];
Console.WriteLine($"{replicas} replicas, {fleet.Blocks:N0} blocks of {fleet.Distinct:N0} kinds in the index; prompts of {lengths.Min()} to {lengths.Max()} blocks");
Console.WriteLine("| policy | decisions/s | p50 µs | p99 µs | p99.9 µs |");
Console.WriteLine("|---|---|---|---|---|");
foreach (string policy in RoutingPolicies.Names)
{
    RequestRouter router = new(fleet.Directory, new RoutingOptions { Policy = policy });
    Run(router, new long[Warmup]);
    long[] ticks = new long[Decisions];
    double seconds = Run(router, ticks);
    Array.Sort(ticks);
    Console.WriteLine($"| {policy} | {Decisions / seconds:N0} | {Micro(ticks[Decisions / 2]):F1} | {Micro(ticks[Decisions * 99L / 100]):F1} | {Micro(ticks[Decisions * 999L / 1000]):F1} |");
}

// Reports come in all the while. Returns the processor time that decisions, reports and tables took: what one core would need for them.
double Run(RequestRouter router, long[] ticks)
{
    ReplicaReport[] reports = [.. Enumerable.Range(0, (ticks.Length / DecisionsPerReport) + 1).Select(i => fleet.Next(i % replicas))];
    GC.Collect();
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    for (int i = 0; i < ticks.Length; i++)
    {
        if (i % DecisionsPerReport == 0) fleet.Directory.Apply(reports[i / DecisionsPerReport]);
        if (i % (DecisionsPerReport * ReportsPerTable) == 0) fleet.Directory.Publish();
        ulong[] prefix = fleet.Prompts[i % fleet.Prompts.Length];
        long begin = Stopwatch.GetTimestamp();
        int slot = router.Route(new RoutingQuery(prefix, prefix.Length * 16, (ulong)i), out _);
        ticks[i] = Stopwatch.GetTimestamp() - begin;
        if (slot < 0) throw new InvalidOperationException("A request found no replica.");
    }

    return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
}

static double Micro(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
