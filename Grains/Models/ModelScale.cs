using Inference.Cluster.Autoscaling;
using Inference.Cluster.Rollout;

namespace Inference.Grains.Models;

/// <summary>Says how many replicas a model should have, as a metric for the autoscaler of the platform.</summary>
internal sealed class ModelScale : IDisposable
{
    private readonly Autoscaler _autoscaler;
    private readonly AutoscaleInstruments _instruments;

    public ModelScale(string model, AutoscaleOptions options, TimeProvider time)
    {
        _autoscaler = new Autoscaler(options, time);
        _instruments = new AutoscaleInstruments(model, _autoscaler);
    }

    public void Observe(ReplicaFleet fleet, FrontDemands demands)
    {
        KnownReplica[] ready = [.. fleet.Replicas.Where(replica => replica.Status.State == ReplicaState.Ready)];
        _autoscaler.Decide(new AutoscaleObservation(
            fleet.Replicas.Count(replica => replica.Status.State is ReplicaState.Ready or ReplicaState.Loading),
            demands.QueuedTokens + ready.Sum(replica => replica.Status.QueuedTokens),
            demands.FirstTokenP90,
            ready.Length == 0 ? 0 : ready.Average(replica => replica.Status.CacheUse)));
    }

    public void Dispose() => _instruments.Dispose();
}
