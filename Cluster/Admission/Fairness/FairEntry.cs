namespace Inference.Cluster.Admission.Fairness;

/// <summary>A request that waits for its turn.</summary>
/// <param name="tenant">Whose.</param>
/// <param name="weight">Of the tenant; above zero.</param>
/// <param name="cost">In tokens; above zero.</param>
/// <param name="priority">Lower goes first, among the tenant's own.</param>
/// <param name="deadline">The earlier goes first, among those of a priority.</param>
/// <param name="item">What waits.</param>
internal sealed class FairEntry<T>(string tenant, double weight, long cost, int priority, DateTimeOffset? deadline, T item)
{
    public static IComparer<FairEntry<T>> Order { get; } = Comparer<FairEntry<T>>.Create((a, b) =>
    {
        int order = a.Priority.CompareTo(b.Priority);
        if (order == 0) order = (a.Deadline ?? DateTimeOffset.MaxValue).CompareTo(b.Deadline ?? DateTimeOffset.MaxValue);
        return order == 0 ? a.Arrival.CompareTo(b.Arrival) : order;
    });

    public string Tenant => tenant;

    public double Weight => weight;

    public long Cost => cost;

    public int Priority => priority;

    public DateTimeOffset? Deadline => deadline;

    public T Item => item;

    /// <summary>What the tenant is charged; set by the queue when its turn comes.</summary>
    public long Charged { get; set; }

    /// <summary>Set by the queue.</summary>
    public long Arrival { get; set; }
}
