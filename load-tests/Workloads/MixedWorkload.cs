using Inference.LoadTests.Arrivals;

namespace Inference.LoadTests.Workloads;

/// <summary>Several workloads side by side.</summary>
internal sealed class MixedWorkload(string name, WorkloadOptions options, IEnumerable<(Workload Workload, double Weight)> parts) : Workload(name, options)
{
    private readonly WeightedChoice<Workload> _parts = new(parts);

    protected override Conversation Create(int index, Arrival arrival, Random random) => _parts.Next(random).Create(index, arrival);
}

