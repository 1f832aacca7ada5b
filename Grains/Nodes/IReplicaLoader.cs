using Inference.Abstractions.Models;
using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Hosting;

namespace Inference.Grains.Nodes;

/// <summary>Starts engines on this node. Grains never load anything themselves.</summary>
public interface IReplicaLoader
{
    /// <summary>Loads a version of a model and starts its engine, on threads of its own.</summary>
    /// <param name="replica">Of which model.</param>
    /// <param name="version">What to load.</param>
    /// <param name="devices">Where to, by index.</param>
    /// <param name="watch">Hears what the prefix cache gains and loses.</param>
    /// <param name="progress">Told the share that is there, from any thread.</param>
    /// <param name="cancellation">Ends it early.</param>
    Task<LoadedReplica> LoadAsync(ReplicaKey replica, VersionSpec version, IReadOnlyList<int> devices, ICacheWatch watch, Action<double> progress, CancellationToken cancellation);
}

/// <summary>An engine that runs.</summary>
/// <param name="Tokens">Of it.</param>
/// <param name="Vectors">Of it; null where it makes none.</param>
/// <param name="Progress">By which it shows that it gets on; called from any thread.</param>
/// <param name="Owner">Stops it.</param>
public sealed record LoadedReplica(ITokenService Tokens, IEmbeddingService? Vectors, Func<EngineProgress> Progress, IAsyncDisposable Owner);
