using System.Diagnostics.CodeAnalysis;

namespace Inference.Cluster.Admission.Fairness;

/// <summary>
/// Whose request is next: start-time fair queueing over tenants, by tokens and weight. While two tenants both have requests waiting,
/// what each is charged, by weight, differs by no more than one request of each: |W₁/w₁ − W₂/w₂| ≤ c₁/w₁ + c₂/w₂, with c the
/// dearest request. A tenant that comes with nothing waiting is served after at most one request of every other tenant. A request is
/// charged its cost, less what the tenant's earlier ones did not use of theirs. Priorities and deadlines order the requests of one
/// tenant, and never those of different ones. Not for several threads.
/// </summary>
internal sealed class FairQueue<T> where T : class
{
    private const int LeastForgetAt = 1024;
    private readonly Dictionary<string, Flow> _flows = [];
    private readonly SortedSet<Flow> _backlogged = new(Comparer<Flow>.Create((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : string.CompareOrdinal(a.Tenant, b.Tenant)));
    private int _forgetAt = LeastForgetAt;
    private double _virtualTime;
    private long _arrivals;

    public int Count { get; private set; }

    public long Cost { get; private set; }

    /// <summary>Of the tenants that wait.</summary>
    public double Weights => _backlogged.Sum(flow => flow.Weight);

    public int CountOf(string tenant) => _flows.TryGetValue(tenant, out Flow? flow) ? flow.Waiting.Count : 0;

    public long CostOf(string tenant) => _flows.TryGetValue(tenant, out Flow? flow) ? flow.Cost : 0;

    public void Enqueue(FairEntry<T> entry)
    {
        if (!_flows.TryGetValue(entry.Tenant, out Flow? flow)) _flows[entry.Tenant] = flow = Enter(entry.Tenant);
        if (flow.Waiting.Count == 0) Begin(flow);
        flow.Weight = entry.Weight;
        entry.Arrival = _arrivals++;
        flow.Waiting.Add(entry);
        flow.Cost += entry.Cost;
        Count++;
        Cost += entry.Cost;
    }

    /// <summary>Takes the next request, if it may go now. One that may not holds up those behind it: else it could be passed for ever.</summary>
    public bool TryDequeue(Func<FairEntry<T>, bool> mayGo, [NotNullWhen(true)] out FairEntry<T>? next)
    {
        next = _backlogged.Min?.Waiting.Min;
        if (next is null || !mayGo(next)) return false;
        Flow flow = _backlogged.Min!;
        _virtualTime = Math.Max(_virtualTime, flow.Start);
        Take(flow, next);

        // Credit makes the next request cheap instead of moving the flow: so no flow is ever further behind than one request.
        next.Charged = Math.Max(1, next.Cost - flow.Credit);
        flow.Credit -= next.Cost - next.Charged;
        flow.Dearest = Math.Max(flow.Dearest, next.Charged / next.Weight);
        Advance(flow, next.Charged / next.Weight);
        return true;
    }

    /// <summary>Takes out a request whose turn is not waited for any more. False where it is not here.</summary>
    public bool Remove(FairEntry<T> entry)
    {
        if (!_flows.TryGetValue(entry.Tenant, out Flow? flow) || !flow.Waiting.Contains(entry)) return false;
        Take(flow, entry);
        if (flow.Waiting.Count == 0) _backlogged.Remove(flow);
        return true;
    }

    /// <summary>A request used less than it was taken for; or more, which is below zero.</summary>
    public void Settle(string tenant, long unused)
    {
        if (_flows.TryGetValue(tenant, out Flow? flow)) flow.Credit += unused;
    }

    public void CheckIntegrity()
    {
        if (Count != _flows.Values.Sum(flow => flow.Waiting.Count) || Cost != _flows.Values.Sum(flow => flow.Cost)) throw new InvalidOperationException("The queue's sums are wrong.");
        foreach (Flow flow in _backlogged)
        {
            // From both sides together follows the bound.
            double ahead = flow.Start - _virtualTime, slack = 1e-6 * Math.Max(1, _virtualTime);
            if (ahead < -slack || ahead > flow.Dearest + slack) throw new InvalidOperationException($"Tenant '{flow.Tenant}' is {ahead} ahead of the others; at most {flow.Dearest} is fair.");
        }
    }

    private Flow Enter(string tenant)
    {
        if (_flows.Count >= _forgetAt)
        {
            // A tenant whose past gives it neither debt nor claim is like one that was never here.
            foreach ((string known, Flow flow) in _flows.ToArray())
            {
                if (flow.Waiting.Count == 0 && flow.Start <= _virtualTime && flow.Credit == 0) _flows.Remove(known);
            }

            _forgetAt = Math.Max(LeastForgetAt, _flows.Count * 2);
        }

        return new Flow(tenant);
    }

    private void Begin(Flow flow)
    {
        flow.Start = Math.Max(flow.Start, _virtualTime);
        _backlogged.Add(flow);
    }

    private void Take(Flow flow, FairEntry<T> entry)
    {
        flow.Waiting.Remove(entry);
        flow.Cost -= entry.Cost;
        Count--;
        Cost -= entry.Cost;
    }

    // The order of the set depends on the start: it must not change inside.
    private void Advance(Flow flow, double by)
    {
        _backlogged.Remove(flow);
        flow.Start += by;
        if (flow.Waiting.Count > 0) _backlogged.Add(flow);
    }

    private sealed class Flow(string tenant)
    {
        public string Tenant => tenant;

        public double Weight { get; set; } = 1;

        /// <summary>The virtual time at which its next request starts.</summary>
        public double Start { get; set; }

        public long Cost { get; set; }

        public long Credit { get; set; }

        /// <summary>The dearest request that was served, by weight.</summary>
        public double Dearest { get; set; }

        public SortedSet<FairEntry<T>> Waiting { get; } = new(FairEntry<T>.Order);
    }
}
