namespace Inference.Engine.Streaming;

/// <summary>
/// The clock of streams whose readers want to be woken less often than tokens come. At each tick all of them let go of what they hold: one timer for many streams, and none
/// while nothing is held.
/// </summary>
internal sealed class StreamPacer : IDisposable
{
    /// <summary>Timers of the system know whole milliseconds, and do not come back after less than one.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<ChunkStream> _holding = [];
    private TimeSpan? _period;

    public StreamPacer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts the engine's steps: what one of them makes for a stream leaves together.</summary>
    public long Step { get; private set; }

    public long Timestamp() => _time.GetTimestamp();

    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>The engine is about to send what a step has made.</summary>
    public void BeginStep() => Step++;

    /// <summary>A stream holds chunks back from now on, for so long at most. It is told when to let go, and may do so earlier.</summary>
    public void Hold(ChunkStream stream, TimeSpan longest)
    {
        lock (_lock)
        {
            _holding.Add(stream);
            TimeSpan period = longest < Shortest ? Shortest : longest;
            if (_period <= period) return;
            _period = period;
            _timer.Change(period, period);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        ChunkStream[] holding;
        lock (_lock)
        {
            holding = [.. _holding];
            _holding.Clear();
            if (holding.Length == 0)
            {
                _period = null;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (ChunkStream stream in holding) stream.LetGo();
    }
}
