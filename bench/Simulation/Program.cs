using System.Diagnostics;
using System.Globalization;
using Inference.Simulation;

// Simulation [--seeds N] [--from SEED] runs so many histories; Simulation --seed SEED replays one and tells it.
if (Number("--seed") is { } seed) return Replay(seed);

ulong from = Number("--from") ?? 1, count = Number("--seeds") ?? 2000;
Stopwatch watch = Stopwatch.StartNew();
SeedRun run = SeedRun.Of(from, count, Environment.ProcessorCount);
if (run.Failure is { } failure)
{
    Console.WriteLine($"Seed {failure.Seed}: {failure.Message}");
    Console.WriteLine($"Replay it: dotnet run -c Release --project bench/Simulation -- --seed {failure.Seed}");
    return 1;
}

Console.WriteLine($"{count:N0} seeds from {from}: {run.Events:N0} events; {run.Requests:N0} requests, {run.Completed:N0} answered whole, the others refused for a reason; {run.Deaths:N0} replicas lost; {watch.Elapsed.TotalSeconds:F1} s.");
return 0;

static int Replay(ulong seed)
{
    try
    {
        SimulationResult result = new World(seed, Console.WriteLine).Run();
        Console.WriteLine($"Seed {seed}: {result.Completed} of {result.Requests} answered whole, {result.Events} events, history {result.History:x16}.");
        return 0;
    }
    catch (SimulationException failure)
    {
        Console.WriteLine($"Seed {seed}: {failure.Message}");
        if (failure.InnerException is { } inner) Console.WriteLine(inner);
        return 1;
    }
}

ulong? Number(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? ulong.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
