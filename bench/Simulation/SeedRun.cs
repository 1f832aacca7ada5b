namespace Inference.Simulation;

/// <summary>What came of many seeds. Each runs on one thread; several run at once.</summary>
internal sealed class SeedRun
{
    private readonly Lock _lock = new();

    public long Events { get; private set; }

    public long Requests { get; private set; }

    public long Completed { get; private set; }

    public long Deaths { get; private set; }

    /// <summary>Of the lowest seed that failed.</summary>
    public (ulong Seed, string Message)? Failure { get; private set; }

    public static SeedRun Of(ulong from, ulong count, int threads)
    {
        SeedRun run = new();
        ulong next = from;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        return run;

        void Work()
        {
            while (run.Failure is null && Interlocked.Increment(ref next) - 1 is var seed && seed < from + count) run.Add(seed);
        }
    }

    private void Add(ulong seed)
    {
        try
        {
            SimulationResult result = new World(seed).Run();
            lock (_lock) (Events, Requests, Completed, Deaths) = (Events + result.Events, Requests + result.Requests, Completed + result.Completed, Deaths + result.Deaths);
        }
        catch (SimulationException failure)
        {
            lock (_lock)
            {
                if (Failure is null || seed < Failure.Value.Seed) Failure = (seed, failure.Message);
            }
        }
    }
}
