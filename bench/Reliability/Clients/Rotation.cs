using Inference.Bench.Reliability.Processes;

namespace Inference.Bench.Reliability.Clients;

/// <summary>The fronts that take requests, as a load balancer finds them: it asks each for its readiness, several times a second.</summary>
internal sealed class Rotation : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<SiloNode> _fronts;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private volatile Uri[] _ready;
    private int _next;

    public Rotation(IReadOnlyList<SiloNode> fronts)
    {
        (_fronts, _ready) = (fronts, [.. fronts.Select(front => front.Address)]);
        _watching = WatchAsync();
    }

    /// <summary>The next one in turn; where none is ready, any.</summary>
    public Uri Next()
    {
        Uri[] ready = _ready;
        int turn = Interlocked.Increment(ref _next) & int.MaxValue;
        return ready.Length > 0 ? ready[turn % ready.Length] : _fronts[turn % _fronts.Count].Address;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            bool[] ready = await Task.WhenAll(_fronts.Select(front => front.IsReadyAsync()));
            _ready = [.. _fronts.Where((_, index) => ready[index]).Select(front => front.Address)];
            await Task.Delay(Period);
        }
    }
}
