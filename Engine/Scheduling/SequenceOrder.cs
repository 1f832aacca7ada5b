namespace Inference.Engine.Scheduling;

/// <summary>
/// Who goes first: by priority where the policy heeds it, then by arrival, then by choice. The order is total, and a
/// preempted sequence keeps its place in it; so whoever is first at any time gets to its end.
/// </summary>
internal sealed class SequenceOrder(SchedulingPolicy policy) : IComparer<Sequence>
{
    public int Compare(Sequence? x, Sequence? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int order = policy == SchedulingPolicy.Priority ? x.Request.Request.Priority.CompareTo(y.Request.Request.Priority) : 0;
        if (order == 0) order = x.Request.Arrival.CompareTo(y.Request.Arrival);
        return order == 0 ? x.Choice.CompareTo(y.Choice) : order;
    }
}
