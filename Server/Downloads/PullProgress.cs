using System.Globalization;

namespace Inference.Server.Downloads;

/// <summary>How far a download is: on a terminal a line that is drawn anew, else a line for each file and one now and then. Many threads may tell it.</summary>
internal sealed class PullProgress : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200), LogInterval = TimeSpan.FromSeconds(10);

    private readonly TextWriter _output;
    private readonly string _prefix;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Queue<(long At, long Bytes)> _recent = [];
    private long _total, _bytes;
    private int _drawn;

    /// <param name="output">Where it is told.</param>
    /// <param name="program">What lines begin with.</param>
    /// <param name="isTerminal">Whether a person watches.</param>
    /// <param name="time">The clock.</param>
    public PullProgress(TextWriter output, string program, bool isTerminal, TimeProvider time)
    {
        (_output, _prefix, _isTerminal, _time) = (output, program + ": ", isTerminal, time);
        TimeSpan interval = isTerminal ? TerminalInterval : LogInterval;
        _timer = time.CreateTimer(_ => Draw(), null, interval, interval);
    }

    /// <summary>So many bytes more are to come.</summary>
    public void Expect(long bytes) => Interlocked.Add(ref _total, bytes);

    /// <summary>So many are here; fewer than none: so many turned out to be wrong.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Finished(HubFile file)
    {
        if (!_isTerminal) Tell($"{file.Path}  {SizeText.Of(file.Size)}");
    }

    /// <summary>A line that stays.</summary>
    public void Tell(string line)
    {
        lock (_lock)
        {
            Erase();
            _output.WriteLine(_prefix + line);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock) Erase();
    }

    private void Draw()
    {
        lock (_lock)
        {
            (long total, long bytes) = (Interlocked.Read(ref _total), Interlocked.Read(ref _bytes));
            if (total == 0) return;
            string state = $"{SizeText.Of(bytes)} of {SizeText.Of(total)}  {SizeText.Of((long)Speed(bytes))}/s";
            if (!_isTerminal)
            {
                _output.WriteLine(_prefix + state);
                return;
            }

            int done = (int)(BarWidth * Math.Clamp(bytes / (double)total, 0, 1));
            string line = string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(bytes, 0, total) / total,3} % [{new string('#', done)}{new string('.', BarWidth - done)}] {state}");
            _output.Write($"\r{line.PadRight(_drawn)}");
            _drawn = line.Length;
        }
    }

    /// <summary>Bytes a second over the last few drawings.</summary>
    private double Speed(long bytes)
    {
        long now = _time.GetTimestamp();
        _recent.Enqueue((now, bytes));
        if (_recent.Count > 16) _recent.Dequeue();
        (long since, long then) = _recent.Peek();
        double seconds = _time.GetElapsedTime(since, now).TotalSeconds;
        return seconds > 0 ? Math.Max(0, (bytes - then) / seconds) : 0;
    }

    private void Erase()
    {
        if (_drawn == 0) return;
        _output.Write($"\r{new string(' ', _drawn)}\r");
        _drawn = 0;
    }
}
