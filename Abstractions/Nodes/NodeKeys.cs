using Inference.Abstractions.Models;

namespace Inference.Abstractions.Nodes;

/// <summary>Which node a grain belongs to, by its key.</summary>
public static class NodeKeys
{
    private const char Before = '@', Behind = '#';

    /// <summary>The node's name: behind the at sign of a <see cref="ReplicaKey"/> or <see cref="ShardKey"/>, or else the whole key.</summary>
    public static string NodeOf(string key)
    {
        int at = key.LastIndexOf(Before);
        return at < 0 ? key : Uri.UnescapeDataString(key[(at + 1)..].Split(Behind)[0]);
    }
}
