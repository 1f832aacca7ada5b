using Inference.Abstractions.Models;

namespace Inference.Grains.Models;

/// <summary>What the fronts have to do for a model. A front that is not heard of has nothing to do any more.</summary>
internal sealed class FrontDemands(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, (FrontDemand Demand, long At)> _fronts = [];
    private long _usedAt = time.GetTimestamp();

    public TimeSpan IdleTime => Fronts().Any(demand => demand.Open > 0) ? TimeSpan.Zero : time.GetElapsedTime(_usedAt);

    public long QueuedTokens => Fronts().Sum(demand => demand.QueuedTokens);

    /// <summary>The slowest front's.</summary>
    public TimeSpan? FirstTokenP90 => Fronts().Max(demand => demand.FirstTokenP90);

    public void Report(FrontDemand demand)
    {
        _fronts[demand.Front] = (demand, time.GetTimestamp());
        if (demand.Open > 0) _usedAt = time.GetTimestamp();
        foreach (string gone in _fronts.Where(front => time.GetElapsedTime(front.Value.At) > Memory).Select(front => front.Key).ToArray()) _fronts.Remove(gone);
    }

    private IEnumerable<FrontDemand> Fronts() => _fronts.Values.Where(front => time.GetElapsedTime(front.At) <= Memory).Select(front => front.Demand);
}
