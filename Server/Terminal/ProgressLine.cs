using System.Diagnostics;

namespace Inference.Server.Terminal;

/// <summary>How far a long task is, on one line of standard error that goes away at the end. Nothing where that is no terminal.</summary>
internal sealed class ProgressLine(string task) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly bool _isWatched = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _isShown;

    public void Report(long done, long total)
    {
        if (!_isWatched || total <= 0 || _sinceShown.Elapsed < Interval) return;
        _sinceShown.Restart();
        _isShown = true;
        Console.Error.Write($"\r{task} {100 * done / total,3} %");
    }

    public void Dispose()
    {
        if (_isShown) Console.Error.Write($"\r{new string(' ', task.Length + 6)}\r");
    }
}
