using System.Text.Json.Serialization;
using Inference.Abstractions.Models;

namespace Inference.Silo.Registry;

/// <summary>The file of <c>--models-file</c>.</summary>
internal sealed record RegistryFile
{
    public IReadOnlyList<RegistryModel> Models { get; set; } = [];
}

/// <summary>A model in the file. What it says of replicas holds for each version that does not say otherwise.</summary>
internal sealed record RegistryModel
{
    public required string Name { get; init; }

    public IReadOnlyList<string> Aliases { get; set; } = [];

    public int Replicas { get; set; }

    public int Shards { get; set; } = 1;

    /// <summary>Such as <c>20Gi</c>; null: by the size of the files.</summary>
    public string? MemoryPerShard { get; set; }

    public string? DeviceKind { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public string? SpreadLabel { get; set; }

    public double? IdleTimeoutSeconds { get; set; }

    public int MaxSurge { get; set; } = 1;

    public required IReadOnlyList<RegistryVersion> Versions { get; init; }

    public ModelEntry ToEntry(List<string> problems)
    {
        if (Name.Length == 0) problems.Add("a model has no name.");
        if (Versions.Count == 0) problems.Add($"'{Name}' has no versions.");
        if (IdleTimeoutSeconds is <= 0) problems.Add($"'{Name}': idle_timeout_seconds is {IdleTimeoutSeconds}; above 0.");
        long? memory = null;
        if (MemoryPerShard is not null && (memory = ByteCount.Parse(MemoryPerShard)) is null) problems.Add($"'{Name}': memory_per_shard is '{MemoryPerShard}'; a number of bytes, or one with Ki, Mi, Gi or Ti.");
        return new ModelEntry([Name, .. Aliases], new ModelSpec
        {
            Name = Name,
            MaxSurge = MaxSurge,
            IdleTimeout = IdleTimeoutSeconds is { } idle ? TimeSpan.FromSeconds(idle) : null,
            Versions = [.. Versions.Select(version => new VersionSpec
            {
                Name = version.Name,
                Source = version.Path,
                Weight = version.Weight,
                Aliases = version.Aliases,
                Replicas = version.Replicas ?? Replicas,
                Shards = Shards,
                MemoryPerShard = memory ?? ModelMemory.Estimate(version.Path),
                DeviceKind = DeviceKind,
                Labels = Labels,
                SpreadLabel = SpreadLabel,
            })],
        });
    }
}

/// <summary>A version in the file.</summary>
internal sealed record RegistryVersion
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public int Weight { get; set; } = 1;

    public IReadOnlyList<string> Aliases { get; set; } = [];

    public int? Replicas { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RegistryFile))]
internal sealed partial class RegistryJson : JsonSerializerContext;
