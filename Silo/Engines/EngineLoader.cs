using System.Globalization;
using Inference.Abstractions.Models;
using Inference.Engine.Caching;
using Inference.Grains.Nodes;
using Inference.Hosting.Composition;
using Inference.Silo.Hosting;

namespace Inference.Silo.Engines;

/// <summary>Runs models in this process as <c>serve</c> does, each on threads of its own.</summary>
internal sealed partial class EngineLoader(SiloSettings options, ILogger<EngineLoader> log) : IReplicaLoader
{
    public async Task<LoadedReplica> LoadAsync(
        ReplicaKey replica, VersionSpec version, IReadOnlyList<int> devices, ICacheWatch watch, Action<double> progress, CancellationToken cancellation)
    {
        LocalModelOptions local = options.Engine(version.Source);
        (local.Engine.ModelName, local.Engine.EngineName) = (replica.Model, replica.Number.ToString(CultureInfo.InvariantCulture));
        local.Engine.CacheWatch = watch;
        LocalModel loaded = await Task.Factory.StartNew(
            () => LocalModel.Load(local, load => progress((double)load.LoadedBytes / Math.Max(1, load.TotalBytes)), cancellation),
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        LogLoaded(log, replica.Model, version.Name, version.Source, loaded.Computation);
        return new LoadedReplica(loaded.Service, loaded.VectorService, () => loaded.Progress, loaded);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serves a replica of {Model} {Version} from {Source}: {Computation}")]
    private static partial void LogLoaded(ILogger log, string model, string version, string source, string computation);
}
