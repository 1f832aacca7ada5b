namespace Inference.Engine.Tests.Support;

/// <summary>Time that passes when told to, and whose timers then fire, on the thread that tells it. Like the system's they know whole milliseconds only.</summary>
internal sealed class TickingTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that will fire.</summary>
    public int Armed => _timers.Count(timer => timer.DueAt is not null);

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(_ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(double milliseconds)
    {
        long end = _ticks + TimeSpan.FromMilliseconds(milliseconds).Ticks;
        while (_timers.Where(timer => timer.DueAt <= end).MinBy(timer => timer.DueAt) is { } next)
        {
            _ticks = next.DueAt!.Value;
            next.Fire();
        }

        _ticks = end;
    }

    private sealed class Timer(TickingTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        public long? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueAt = dueTime < TimeSpan.Zero ? null : time._ticks + Whole(dueTime).Ticks;
            _period = Whole(period);
            return true;
        }

        private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Truncate(time.TotalMilliseconds));

        public void Fire()
        {
            DueAt = _period > TimeSpan.Zero ? DueAt + _period.Ticks : null;
            fire();
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
