using System.Collections.Concurrent;

namespace Inference.Bench.Service.Soak;

/// <summary>What the clients have sent and seen.</summary>
internal sealed class Ledger
{
    private const int MostFailuresKept = 20;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentQueue<string> _failures = [];
    private long _failed, _sent, _answered, _outputTokens;

    public long Failed => Volatile.Read(ref _failed);

    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Requests whose answer came to its end.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Of answers that came to their end.</summary>
    public long OutputTokens => Volatile.Read(ref _outputTokens);

    public IEnumerable<string> Failures => _failures;

    public IEnumerable<string> Outcomes => _outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}");

    public void Send() => Interlocked.Increment(ref _sent);

    public void Answer(string what, int status)
    {
        Interlocked.Increment(ref _answered);
        Count($"{what} {status}");
    }

    public void Count(string outcome) => _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);

    public void AddOutput(long tokens) => Interlocked.Add(ref _outputTokens, tokens);

    public void Fail(string problem)
    {
        Interlocked.Increment(ref _failed);
        if (_failures.Count < MostFailuresKept) _failures.Enqueue(problem);
    }
}
