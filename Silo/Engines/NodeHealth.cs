using Inference.Engine.Hosting;
using Inference.Gateway.Health;
using Inference.Grains.Nodes;
using Inference.Hosting.Composition;
using Inference.Silo.Hosting;

namespace Inference.Silo.Engines;

/// <summary>
/// How the engines of this node do. A worker is ready when it serves; one that has got nothing to serve for a while is a spare, and
/// ready too.
/// </summary>
internal sealed class NodeHealth(NodeHost node, SiloSettings options, TimeProvider time) : IHealthSource
{
    private static readonly TimeSpan SparePatience = TimeSpan.FromSeconds(60);
    private readonly long _since = time.GetTimestamp();

    public IEnumerable<EngineStatus> Statuses()
    {
        if (!options.HasWorker) yield break;
        IReadOnlyList<EngineProgress> engines = node.Engines;
        foreach (EngineProgress progress in engines) yield return LocalServedModel.StatusOf(progress, options.Serving.Model.Patience);
        if (node.Loading > 0) yield return new EngineStatus(0, 0, 0, Unready: "a replica is loading");
        else if (engines.Count == 0 && time.GetElapsedTime(_since) < SparePatience) yield return new EngineStatus(0, 0, 0, Unready: "no replica was placed here yet");
    }
}
