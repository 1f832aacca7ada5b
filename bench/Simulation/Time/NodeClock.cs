namespace Inference.Simulation.Time;

/// <summary>The clock of one machine. Its timers do not fire while the machine is frozen, nor ever after it has died; its wall clock may be wrong.</summary>
public sealed class NodeClock(VirtualTime time, TimeSpan skew = default) : TimeProvider
{
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Queue<Action> _held = [];

    public VirtualTime Time => time;

    public bool IsFrozen { get; private set; }

    public bool IsDead { get; private set; }

    public TimeSpan Skew { get; set; } = skew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => time.Now;

    public override DateTimeOffset GetUtcNow() => Begin + TimeSpan.FromTicks(time.Now) + Skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        NodeTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets something happen on the machine: at once, when it wakes, or never.</summary>
    public void Do(Action action)
    {
        if (IsDead) return;
        if (IsFrozen) _held.Enqueue(action);
        else action();
    }

    public void Freeze() => IsFrozen = true;

    public void Wake()
    {
        IsFrozen = false;
        while (_held.TryDequeue(out Action? action)) time.At(time.Now, () => Do(action));
    }

    public void Die()
    {
        IsDead = true;
        _held.Clear();
    }

    private sealed class NodeTimer(NodeClock clock, Action callback) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan) clock.Time.After(dueTime, () => Fire(setting, period));
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(int setting, TimeSpan period) => clock.Do(() =>
        {
            if (setting != _setting) return;
            if (period != Timeout.InfiniteTimeSpan && period > TimeSpan.Zero) Change(period, period);
            callback();
        });
    }
}
