using Inference.LoadTests.Client;
using Inference.LoadTests.Measurement;

namespace Inference.LoadTests.Running;

/// <summary>What has happened so far, for the eyes of somebody who watches.</summary>
internal sealed class LiveTally : ILoadObserver
{
    private readonly Lock _lock = new();
    private LatencyHistogram _first = new(), _whole = new();
    private int _sent, _completed, _refused, _failed;
    private long _tokens;

    public void OnSent(RequestRecord record) => Interlocked.Increment(ref _sent);

    public void OnTokens(RequestRecord record, int count)
    {
        Interlocked.Add(ref _tokens, count);
        if (record.Events.Count != 1) return;
        lock (_lock) _first.Add((long)record.FirstToken!.Value.TotalMicroseconds);
    }

    public void OnEnded(RequestRecord record)
    {
        lock (_lock)
        {
            if (record.Outcome == Outcome.Completed) _whole.Add((long)record.EndToEnd.TotalMicroseconds);
            if (record.Outcome == Outcome.Completed) _completed++;
            else if (record.Outcome is Outcome.Refused or Outcome.Unavailable) _refused++;
            else _failed++;
        }
    }

    /// <summary>Counts since the beginning; latencies since the look before.</summary>
    public TallyView Look()
    {
        lock (_lock)
        {
            TallyView view = new(Volatile.Read(ref _sent), _completed, _refused, _failed, Interlocked.Read(ref _tokens), Milliseconds(_first, 0.5), Milliseconds(_first, 0.99), Milliseconds(_whole, 0.5));
            (_first, _whole) = (new LatencyHistogram(), new LatencyHistogram());
            return view;
        }
    }

    private static double? Milliseconds(LatencyHistogram histogram, double share) => histogram.Count == 0 ? null : histogram.ValueAt(share) / 1000.0;
}
