using System.Diagnostics;
using Inference.Engine.Weights;

namespace Inference.Server.Terminal;

/// <summary>How far the loading of a model is, on one line of standard error that goes away at the end. Nothing where that is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const string Task = "loading";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly bool _isWatched = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private bool _isShown;

    public void Report(LoadProgress progress)
    {
        if (!_isWatched || progress.TotalBytes <= 0 || _sinceShown.Elapsed < Interval) return;
        _sinceShown.Restart();
        _isShown = true;
        Console.Error.Write($"\r{Task} {100 * progress.LoadedBytes / progress.TotalBytes,3} %");
    }

    public void Dispose()
    {
        if (_isShown) Console.Error.Write($"\r{new string(' ', Task.Length + 6)}\r");
    }
}
