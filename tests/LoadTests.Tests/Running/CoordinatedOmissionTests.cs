using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;
using Inference.LoadTests.Running;
using Inference.LoadTests.Stub;
using Inference.LoadTests.Tests.Support;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Tests.Running;

public sealed class CoordinatedOmissionTests
{
    private const int PerSecond = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.0 / PerSecond), Stall = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A server that does nothing for a second delays everybody who wanted something of it in that second, not just the one request that it holds. With one
    /// connection, a generator that waits for an answer before it takes the next time would see one slow request among many fast ones.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task RunOpenAsync_ServerStallsForASecond_AllThatWereDueInItAreLate(int connections)
    {
        ManualTime time = new();
        CountingObserver observer = new();
        TaskCompletionSource stalls = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = new(async exchange =>
        {
            await stalls.Task;
            await exchange.BeginStreamAsync();
            await exchange.SendTextAsync("a", finish: "stop");
            await exchange.SendEventAsync("[DONE]");
            await exchange.EndStreamAsync();
        });
        RunClock clock = new(time);
        using CompletionClient client = new(new ClientOptions { Addresses = [server.Address], Connections = connections, Timeout = TimeSpan.FromHours(1) }, clock, observer);
        LoadRun run = new(new PlainWorkload(new WorkloadOptions()), new RequestWriter(new RequestOptions { Model = "m" }), client, clock);

        Task running = run.RunOpenAsync(ArrivalPlan.Parse($"constant:{PerSecond}").Over(TimeSpan.FromSeconds(2) + Interval, 1), TimeSpan.FromHours(1), CancellationToken.None);
        for (int i = 1; i <= PerSecond; i++)
        {
            time.Advance(Interval);
            await observer.SentAsync(i);
        }

        stalls.SetResult();
        await observer.EndedAsync(PerSecond);
        for (int i = PerSecond + 1; i <= 2 * PerSecond; i++)
        {
            time.Advance(Interval);
            await observer.EndedAsync(i);
        }

        await running;
        RequestRecord[] records = [.. run.Records.OrderBy(record => record.Intended)];
        Assert.Equal(2 * PerSecond, records.Length);
        Assert.All(records.Take(PerSecond), record => Assert.Equal((Stall - record.Intended).TotalSeconds, record.EndToEnd.TotalSeconds, 3));
        Assert.All(records.Skip(PerSecond), record => Assert.Equal(0, record.EndToEnd.TotalSeconds, 3));
        RunSummary summary = RunSummary.Of(records, TimeSpan.Zero, TimeSpan.FromSeconds(3), ServiceLevel.None);
        Assert.InRange(summary.FirstToken.P99, 950, 990);
        Assert.InRange(summary.EndToEnd.P99, 950, 990);
        Assert.InRange(summary.EndToEnd.P90, 750, 850);
    }
}
