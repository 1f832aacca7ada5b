namespace Inference.Engine.Streaming;

/// <summary>
/// The clock of streams whose readers want to be woken less often than tokens come: one timer for all of them, and none while nothing is held. Waking a reader costs as much
/// as some tokens do, so what counts is how many are woken in a second: few streams hardly wait, many wait as long as they allow.
/// </summary>
internal sealed class StreamPacer : IDisposable
{
    /// <summary>Timers of the system know whole milliseconds, and do not come back after less than one.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly int _crowd;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<ChunkStream> _holding = [];
    private long? _tickAt;
    private double _share = 1;

    /// <param name="time">The engine's.</param>
    /// <param name="crowd">So many streams at once wait as long as they allow; fewer, as much less.</param>
    public StreamPacer(TimeProvider time, int crowd)
    {
        (_time, _crowd) = (time, crowd);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts the engine's steps: what one of them makes for a stream leaves together.</summary>
    public long Step { get; private set; }

    public long Timestamp() => _time.GetTimestamp();

    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>The engine is about to send what a step has made.</summary>
    /// <param name="streams">Those that run.</param>
    public void BeginStep(int streams)
    {
        Step++;
        _share = Math.Min(1, (double)streams / _crowd);
    }

    /// <summary>How long a stream waits now that would wait so long among many.</summary>
    public TimeSpan Wait(TimeSpan longest) => longest * _share;

    /// <summary>A stream holds chunks back from now on, for so long at most. It is told when to let go, and may do so earlier.</summary>
    public void Hold(ChunkStream stream, TimeSpan wait)
    {
        lock (_lock)
        {
            _holding.Add(stream);
            if (wait < Shortest) wait = Shortest;
            long due = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
            if (_tickAt <= due) return;
            _tickAt = due;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
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
            _tickAt = null;
        }

        foreach (ChunkStream stream in holding) stream.LetGo();
    }
}
