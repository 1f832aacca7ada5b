using Orleans;

namespace Inference.Abstractions.Models;

/// <summary>One shard of a replica on one device, as its key (a <see cref="ShardKey"/>) names them.</summary>
[Alias("inference.shard")]
public interface IShardGrain : IGrainWithStringKey
{
    /// <summary>Begins to load its part of the weights. Again changes nothing.</summary>
    [Alias("load")]
    Task<ShardStatus> LoadAsync(VersionSpec version);

    /// <summary>Gives back what it holds.</summary>
    [Alias("unload")]
    Task UnloadAsync();

    [Alias("status")]
    Task<ShardStatus> GetStatusAsync();
}

/// <summary>How a shard does.</summary>
/// <param name="State">Of its loading.</param>
/// <param name="Progress">Share of the weights that is there, from 0 to 1.</param>
/// <param name="Memory">That it is taken for, in bytes.</param>
/// <param name="Problem">Why it failed.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.shard-status")]
public sealed record ShardStatus(ShardState State, double Progress = 0, long Memory = 0, string? Problem = null);

/// <summary>Where a shard is.</summary>
public enum ShardState
{
    /// <summary>Nothing of it is there.</summary>
    Absent,

    Loading,

    Ready,

    Failed,
}
