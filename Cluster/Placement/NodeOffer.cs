namespace Inference.Cluster.Placement;

/// <summary>What a node has to offer.</summary>
/// <param name="Name">Of the node.</param>
/// <param name="Devices">By index.</param>
/// <param name="Labels">Such as its zone.</param>
/// <param name="IsDraining">Whether it is to be emptied.</param>
public sealed record NodeOffer(string Name, IReadOnlyList<DeviceOffer> Devices, IReadOnlyDictionary<string, string> Labels, bool IsDraining = false);

/// <summary>A device of a node.</summary>
/// <param name="Kind">Such as <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Memory">In bytes, for weights and caches.</param>
public sealed record DeviceOffer(string Kind, long Memory);
