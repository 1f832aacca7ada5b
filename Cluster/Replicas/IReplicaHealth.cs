namespace Inference.Cluster.Replicas;

/// <summary>What is known of a replica's health, here and now.</summary>
public interface IReplicaHealth
{
    /// <summary>How long ago, by this machine's clock, it was last seen to get on: to end a step, or to have nothing to do.</summary>
    TimeSpan SinceProgress { get; }

    /// <summary>Cancelled when the replica is known to be gone for good.</summary>
    CancellationToken Gone { get; }
}
