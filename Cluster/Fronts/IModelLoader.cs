namespace Inference.Cluster.Fronts;

/// <summary>Brings a model up and takes it down. In a cluster, the model grain.</summary>
public interface IModelLoader
{
    /// <summary>Done when a replica takes requests.</summary>
    Task LoadAsync(CancellationToken cancellation);

    /// <summary>Done when no replica is left.</summary>
    Task UnloadAsync(CancellationToken cancellation);
}
