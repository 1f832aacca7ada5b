using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Running;

/// <summary>Carries a run out: load, watching of the target, and the view of whoever looks on.</summary>
internal sealed class RunExecution(Target target, IRunView view, TimeProvider time)
{
    /// <param name="plan">The run.</param>
    /// <param name="beside">What else happens while it goes on, such as chaos; ends when cancelled.</param>
    /// <param name="cancellation">Ends the run early; what has been measured is told.</param>
    public async Task<RunOutcome> RunAsync(RunPlan plan, Func<RunClock, CancellationToken, Task>? beside = null, CancellationToken cancellation = default)
    {
        DateTimeOffset started = time.GetUtcNow();
        RunClock clock = new(time);
        LiveTally tally = new();
        using CompletionClient client = new(target.Client, clock, tally);
        using TargetWatch watch = new(target, clock);
        LoadRun run = new(plan.Workload, new RequestWriter(plan.Requests), client, clock);
        using CancellationTokenSource end = new();
        double cpu = OwnCpu();
        Task[] companions = [watch.RunAsync(end.Token), view.ShowAsync(plan, clock, tally, () => watch.Samples is [.., var last] ? last : null, end.Token), beside?.Invoke(clock, end.Token) ?? Task.CompletedTask];
        TimeSpan until = plan.Warmup + plan.Duration;
        if (plan.Arrivals.Clients is { } clients) await run.RunClosedAsync(clients, until, plan.Drain, cancellation, plan.Most);
        else await run.RunOpenAsync(plan.Arrivals.Over(until, plan.Seed), plan.Drain, cancellation, plan.Most);
        TimeSpan whole = clock.Now;
        await end.CancelAsync();
        await Task.WhenAll(companions);
        cpu = OwnCpu() - cpu;
        IReadOnlyCollection<RequestRecord> records = run.Records;
        long tokens = records.Sum(record => (long)record.OutputTokens);
        // A run of so many requests, or that was broken off, ends with its last request.
        bool isCut = cancellation.IsCancellationRequested || (records.Count > 0 && run.Records.Max(record => record.Conversation) + 1 >= plan.Most);
        RunSummary summary = RunSummary.Of(records, plan.Warmup, isCut ? whole : until, plan.Level);
        RunResult result = new()
        {
            Name = plan.Name,
            Started = started,
            Workload = plan.Workload.Name,
            Arrivals = plan.Arrivals.ToString(),
            Level = plan.Level.ToString(),
            WarmupSeconds = plan.Warmup.TotalSeconds,
            Summary = summary,
            Objectives = [.. plan.Objectives.Select(objective => new ObjectiveResult(objective.Text, objective.ValueIn(summary), objective.IsKeptBy(summary)))],
            Seconds = SecondFigures.Of(records),
            Samples = watch.Samples,
            ServerCounters = watch.Growth,
            Generator = new GeneratorCost(cpu / whole.TotalSeconds, tokens / whole.TotalSeconds, 1e6 * cpu / Math.Max(1, tokens), Environment.WorkingSet),
        };
        return new RunOutcome(result, records);
    }

    private static double OwnCpu() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
