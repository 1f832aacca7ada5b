namespace Inference.Simulation.Time;

/// <summary>
/// One thread on which time passes when there is nothing else to do. Everything that happens is an event, in an order that only the
/// events themselves decide: timers, messages, and the continuations of asynchronous code, which come here as to any context.
/// </summary>
public sealed class VirtualTime : SynchronizationContext
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>Since the beginning, in ticks.</summary>
    public long Now { get; private set; }

    public long Events { get; private set; }

    /// <summary>Called after each event.</summary>
    public Action? AfterEvent { get; set; }

    public void At(long ticks, Action action)
    {
        // Whatever leaves the thread makes the history depend on the machine.
        if (Environment.CurrentManagedThreadId != _thread) Environment.FailFast("Simulated code has left the simulation's thread.");
        _events.Enqueue(action, (Math.Max(ticks, Now), _order++));
    }

    public void After(TimeSpan time, Action action) => At(Now + time.Ticks, action);

    public override void Post(SendOrPostCallback d, object? state) => At(Now, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Simulated code must not block.");

    /// <summary>Runs until something is done, and fails where it is not done in time.</summary>
    public T Run<T>(Func<Task<T>> main, TimeSpan limit)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            Task<T> done = main();
            while (!done.IsCompleted && _events.TryPeek(out _, out var next) && next.At <= limit.Ticks) Step();
            if (!done.IsCompleted) throw new TimeoutException($"Not done after {limit} of virtual time.");
            return done.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public void Run(Func<Task> main, TimeSpan? limit = null) => Run(
        async () =>
        {
            await main();
            return true;
        },
        limit ?? TimeSpan.FromHours(1));

    private void Step()
    {
        _events.TryDequeue(out Action? action, out var at);
        Now = at.At;
        Events++;
        action!();
        AfterEvent?.Invoke();
    }
}
