using System.Globalization;

namespace Inference.Abstractions.Models;

/// <summary>Names one shard of a replica and the device that it is pinned to.</summary>
/// <param name="Replica">Whose shard.</param>
/// <param name="Rank">Among its shards, from 0.</param>
/// <param name="Device">Of the replica's node, by index.</param>
public sealed record ShardKey(ReplicaKey Replica, int Rank, int Device)
{
    private const char Separator = '#';

    public static ShardKey Parse(string key)
    {
        string[] parts = key.Split(Separator, ':');
        return parts.Length == 3
            ? new ShardKey(ReplicaKey.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture))
            : throw new FormatException($"'{key}' names no shard.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Replica}{Separator}{Rank}:{Device}");
}
