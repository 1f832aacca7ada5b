using Inference.Cluster.Rollout;
using Inference.Gateway.Models;

namespace Inference.Server.Serving;

/// <summary>Versions of a model that share its requests by weight.</summary>
/// <param name="versions">What each version is, and what serves it; read anew for each request, so that weights may move.</param>
public sealed class WeightedVersions(Func<IReadOnlyList<(ModelVersion Version, ServedModel Model)>> versions) : IModelVersions
{
    /// <inheritdoc/>
    public ServedModel? Choose(string? asked, string key)
    {
        IReadOnlyList<(ModelVersion Version, ServedModel Model)> now = versions();
        ModelVersion? chosen = VersionChoice.Choose([.. now.Select(each => each.Version)], asked, key);
        return chosen is null ? null : now.First(each => each.Version == chosen).Model;
    }
}
