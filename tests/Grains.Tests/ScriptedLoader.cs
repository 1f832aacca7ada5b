using System.Collections.Concurrent;
using Inference.Abstractions.Models;
using Inference.Engine.Caching;
using Inference.Grains.Nodes;

namespace Inference.Grains.Tests;

/// <summary>Loads scripted engines, and keeps them for the test. A source may be made to fail.</summary>
internal sealed class ScriptedLoader(string node, ConcurrentBag<ScriptedEngine> engines, ConcurrentDictionary<string, string> failures, Action<string, ScriptedEngine> took) : IReplicaLoader
{
    public Task<LoadedReplica> LoadAsync(ReplicaKey replica, VersionSpec version, IReadOnlyList<int> devices, ICacheWatch watch, Action<double> progress, CancellationToken cancellation)
    {
        if (failures.TryGetValue(version.Source, out string? problem)) throw new InvalidOperationException(problem);
        ScriptedEngine engine = new(node, watch, took);
        engines.Add(engine);
        progress(1);
        return Task.FromResult(new LoadedReplica(engine, engine, engine.Progress, engine));
    }
}
