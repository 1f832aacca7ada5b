using Inference.Gateway.Health;

namespace Inference.Gateway.Models;

/// <summary>The models that are served, as health checks see them.</summary>
internal sealed class CatalogHealth(ModelCatalog catalog) : IHealthSource
{
    public IEnumerable<EngineStatus> Statuses() => catalog.Models.Select(model => model.Status());
}
