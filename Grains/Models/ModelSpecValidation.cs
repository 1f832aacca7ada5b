using Inference.Abstractions.Models;

namespace Inference.Grains.Models;

/// <summary>Whether a model can be as it is declared.</summary>
internal static class ModelSpecValidation
{
    /// <exception cref="ArgumentException">It cannot; the message names all problems.</exception>
    public static void ThrowIfInvalid(ModelSpec spec)
    {
        List<string> problems = [];
        if (spec.Versions.Count == 0) problems.Add("it has no version.");
        if (spec.Versions.Select(version => version.Name).Distinct().Count() < spec.Versions.Count) problems.Add("two versions have one name.");
        if (spec.MaxSurge < 1) problems.Add($"{nameof(spec.MaxSurge)} is {spec.MaxSurge}; at least 1.");
        foreach (VersionSpec version in spec.Versions)
        {
            string of = version.Name.Length == 0 ? "" : $"version '{version.Name}': ";
            if (version.Source.Length == 0) problems.Add($"{of}{nameof(version.Source)} is empty.");
            if (version.Weight < 0) problems.Add($"{of}{nameof(version.Weight)} is {version.Weight}; not negative.");
            if (version.Replicas < 0) problems.Add($"{of}{nameof(version.Replicas)} is {version.Replicas}; not negative.");
            if (version.Shards < 1) problems.Add($"{of}{nameof(version.Shards)} is {version.Shards}; at least 1.");
            if (version.MemoryPerShard < 0) problems.Add($"{of}{nameof(version.MemoryPerShard)} is {version.MemoryPerShard}; not negative.");
        }

        if (problems.Count > 0) throw new ArgumentException($"Model '{spec.Name}': {string.Join(" ", problems)}");
    }

    /// <summary>Whether two specifications want the same.</summary>
    public static bool AreSame(ModelSpec one, ModelSpec other) =>
        one.Versions.Count == other.Versions.Count
        && one.Versions.Zip(other.Versions).All(pair => AreSame(pair.First, pair.Second))
        && one with { Versions = other.Versions } == other;

    private static bool AreSame(VersionSpec one, VersionSpec other) =>
        one.Aliases.SequenceEqual(other.Aliases)
        && one.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).SequenceEqual(other.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        && one with { Aliases = other.Aliases, Labels = other.Labels } == other;
}
