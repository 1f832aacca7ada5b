namespace Inference.Abstractions.Models;

/// <summary>
/// Names a replica and the node that it is pinned to. The node is part of a grain's key, so that no call can wake the grain
/// anywhere else: where the node is gone, the call fails.
/// </summary>
/// <param name="Model">Whose replica.</param>
/// <param name="Version">Of the model; empty where it has one version only.</param>
/// <param name="Number">Among the model's replicas; none is used twice.</param>
/// <param name="Node">The silo's name.</param>
public sealed record ReplicaKey(string Model, string Version, int Number, string Node)
{
    public static ReplicaKey Parse(string key)
    {
        string[] parts = key.Split('/', '@');
        return parts.Length == 4 && int.TryParse(parts[2], out int number)
            ? new ReplicaKey(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]), number, Uri.UnescapeDataString(parts[3]))
            : throw new FormatException($"'{key}' names no replica.");
    }

    public override string ToString() => $"{Uri.EscapeDataString(Model)}/{Uri.EscapeDataString(Version)}/{Number}@{Uri.EscapeDataString(Node)}";
}
