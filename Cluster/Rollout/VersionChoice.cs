namespace Inference.Cluster.Rollout;

/// <summary>Which version of a model answers a request.</summary>
public static class VersionChoice
{
    /// <summary>
    /// The version that a request asks for by name or alias (<c>x-model-id</c>); else one by weight. Requests of one key go to one version
    /// as long as the weights stay, and as weights move, few keys move: those of the shares that moved.
    /// </summary>
    /// <param name="versions">In an order that stays.</param>
    /// <param name="asked">Null where the request does not say.</param>
    /// <param name="key">The conversation, the user, or else the request.</param>
    /// <returns>Null where there is none of the name that was asked for, or no version has a weight.</returns>
    public static ModelVersion? Choose(IReadOnlyList<ModelVersion> versions, string? asked, string key)
    {
        if (asked is not null) return versions.FirstOrDefault(version => version.Name == asked || version.Aliases.Contains(asked));
        long total = versions.Sum(version => (long)version.Weight);
        if (total <= 0) return null;
        long draw = (long)Math.BigMul(StableHash.Of(key), (ulong)total, out _);
        foreach (ModelVersion version in versions)
        {
            draw -= version.Weight;
            if (draw < 0) return version;
        }

        return null;
    }
}
