namespace Inference.Grains.Models;

/// <summary>Pauses between attempts at what failed: a second, then twice as long each time, at most a minute.</summary>
internal sealed class StartBackoff(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, (int Failures, long At)> _failures = [];

    public void Failed(string what) => _failures[what] = (_failures.GetValueOrDefault(what).Failures + 1, time.GetTimestamp());

    public void Succeeded(string what) => _failures.Remove(what);

    public bool MayTry(string what) => !_failures.TryGetValue(what, out var last)
        || time.GetElapsedTime(last.At) >= TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, last.Failures - 1)));
}
