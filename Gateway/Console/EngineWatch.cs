using Inference.Gateway.Hosting;
using Inference.Gateway.Models;

namespace Inference.Gateway.Console;

/// <summary>The engines of all models, watched from the server's start on, so that a console that is opened late has their last minutes.</summary>
internal sealed class EngineWatch : IDisposable
{
    private readonly EngineMeasurements _measurements;

    public EngineWatch(ModelCatalog catalog, GatewayOptions options)
    {
        Engines = [.. catalog.Models.Select(model => new WatchedEngine(model, options.Time))];
        _measurements = new EngineMeasurements(Engines.ToDictionary(engine => engine.Model.Name, engine => engine.History));
    }

    public IReadOnlyList<WatchedEngine> Engines { get; }

    public void Dispose() => _measurements.Dispose();
}
