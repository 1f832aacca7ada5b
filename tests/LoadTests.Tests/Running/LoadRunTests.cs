using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Running;
using Inference.LoadTests.Tests.Support;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Tests.Running;

public sealed class LoadRunTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task RunClosedAsync_Clients_NeverMoreAtOnce()
    {
        RunClock clock = new(_time);
        AnsweringSender sender = new(clock, TimeSpan.FromSeconds(1));
        LoadRun run = Run(new PlainWorkload(new WorkloadOptions()), sender, clock);

        Task running = run.RunClosedAsync(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), CancellationToken.None);
        for (int second = 0; second < 10; second++)
        {
            await sender.BegunAsync(3 * (second + 1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await running;
        Assert.Equal(3, sender.Most);
        Assert.Equal(30, run.Records.Count);
        Assert.Equal(30, run.Records.Select(record => record.Conversation).Distinct().Count());
    }

    [Fact]
    public async Task RunOpenAsync_Conversation_NextTurnIsDueWhenTheVisitorHasThought()
    {
        RunClock clock = new(_time);
        AnsweringSender sender = new(clock, TimeSpan.Zero);
        ChatWorkload chat = new(new WorkloadOptions { Turns = LengthDistribution.Fixed(2), Think = TimeSpan.FromSeconds(4) });
        TimeSpan think = chat.Create(0).Turns[1].Think;
        LoadRun run = Run(chat, sender, clock);

        Task running = run.RunOpenAsync([new Arrival(TimeSpan.Zero)], TimeSpan.FromHours(1), CancellationToken.None);
        TimeSpan timer = TimeSpan.FromMilliseconds(Math.Ceiling(think.TotalMilliseconds));
        await _time.WaitForTimerAsync(timer);
        Assert.Single(run.Records);
        _time.Advance(timer);
        await running;

        Assert.Equal([TimeSpan.Zero, think], run.Records.Select(record => record.Intended));
    }

    [Fact]
    public async Task RunOpenAsync_NoAnswer_ConversationEndsAndDrainGivesUp()
    {
        RunClock clock = new(_time);
        AnsweringSender sender = new(clock, TimeSpan.FromDays(1));
        LoadRun run = Run(new ChatWorkload(new WorkloadOptions()), sender, clock);

        Task running = run.RunOpenAsync([new Arrival(TimeSpan.Zero)], TimeSpan.FromSeconds(7), CancellationToken.None);
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(7));
        _time.Advance(TimeSpan.FromSeconds(7));
        await running;

        Assert.Equal(Outcome.Unfinished, Assert.Single(run.Records).Outcome);
    }

    private static LoadRun Run(Workload workload, IRequestSender sender, RunClock clock) => new(workload, new RequestWriter(new RequestOptions { Model = "m" }), sender, clock);

    /// <summary>Answers after a time.</summary>
    private sealed class AnsweringSender(RunClock clock, TimeSpan takes) : IRequestSender
    {
        private readonly Lock _lock = new();
        private int _running, _begun;
        private (int Count, TaskCompletionSource Reached)? _awaited;

        public int Most { get; private set; }

        public Task BegunAsync(int count)
        {
            lock (_lock)
            {
                if (_begun >= count) return Task.CompletedTask;
                _awaited = (count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                return _awaited.Value.Reached.Task;
            }
        }

        public async Task SendAsync(RequestRecord record, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation)
        {
            Task answer = Task.Delay(takes, clock.Time, cancellation);
            Count(1);
            try
            {
                await answer;
                record.Outcome = Outcome.Completed;
            }
            catch (OperationCanceledException)
            {
                record.Outcome = Outcome.Unfinished;
            }

            Count(-1);
        }

        private void Count(int change)
        {
            lock (_lock)
            {
                _running += change;
                Most = Math.Max(Most, _running);
                if (change > 0) _begun++;
                if (_begun >= _awaited?.Count) _awaited.Value.Reached.TrySetResult();
            }
        }
    }
}
