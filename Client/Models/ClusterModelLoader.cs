using Inference.Cluster.Fronts;

namespace Inference.Client.Models;

/// <summary>Has the model's grain load a model: that somebody waits is all that it needs to know, and when nobody does it unloads by itself.</summary>
public sealed class ClusterModelLoader(ClusterModel model) : IModelLoader
{
    public Task LoadAsync(CancellationToken cancellation) => model.LoadAsync(cancellation);

    public Task UnloadAsync(CancellationToken cancellation) => Task.CompletedTask;
}
