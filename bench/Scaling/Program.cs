using System.Diagnostics;
using Inference.Cluster.Routing;
using Inference.Scaling;

ScaleOptions options = new();
if (args.Length > 0) options.Replicas = int.Parse(args[0]);
if (args.Length > 1) options.Streams = int.Parse(args[1]);
Console.WriteLine($"{options.Replicas:N0} replicas, {options.Streams:N0} concurrent streams, {options.Tenants} tenants; {options.MeasuredSeconds} s after {options.WarmUpSeconds} s");
Console.WriteLine();
Console.WriteLine("| policy | hit rate | TTFT p50 | TTFT p90 | TTFT p99 | output tokens/s | requests |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach (string policy in args.Length > 2 ? args[2..] : RoutingPolicies.Names)
{
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    ScaleRun run = new ScaleRun(policy, options).Run();
    Console.WriteLine($"| {policy} | {run.HitRate:P0} | {run.FirstToken(0.5):F2} s | {run.FirstToken(0.9):F2} s | {run.FirstToken(0.99):F2} s | {run.OutputPerSecond:N0} | {run.Requests:N0} |");
    Console.Error.WriteLine($"{policy}: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:F0} s of processor time");
}
