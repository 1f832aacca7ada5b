using Inference.Grains.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Inference.Grains.Hosting;

/// <summary>Adds what the grains need of their silo.</summary>
public static class InferenceGrainsExtensions
{
    /// <summary>An <see cref="IReplicaLoader"/> and a storage named <see cref="InferenceStorage.Name"/> are the silo's part.</summary>
    public static ISiloBuilder AddInferenceGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<NodeHost>();
        silo.Services.AddTransient<NodeDirectory>();

        // State is written as messages are: with the same aliases, and by the same converters.
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>(InferenceStorage.Name);
        silo.AddGrainDirectory(NoDirectory.Name, (_, _) => new NoDirectory());
        return silo.AddPlacementDirector<PinnedToNode, PinnedToNodeDirector>();
    }
}
