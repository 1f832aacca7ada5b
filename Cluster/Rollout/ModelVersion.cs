namespace Inference.Cluster.Rollout;

/// <summary>A version of a model.</summary>
/// <param name="Name">Unique in its model.</param>
/// <param name="Weight">Its share of the requests that do not ask for a version; of 0, none.</param>
/// <param name="Aliases">Names by which requests may ask for it, such as <c>canary</c>.</param>
public sealed record ModelVersion(string Name, int Weight, IReadOnlyList<string> Aliases);
