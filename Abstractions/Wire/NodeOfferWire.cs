using Inference.Cluster.Placement;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="NodeOffer"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.node")]
internal struct NodeOfferWire
{
    [Id(0)]
    public string Name;

    [Id(1)]
    public DeviceOffer[] Devices;

    [Id(2)]
    public Dictionary<string, string> Labels;

    [Id(3)]
    public bool IsDraining;
}

[RegisterConverter]
internal sealed class NodeOfferConverter : IConverter<NodeOffer, NodeOfferWire>
{
    public NodeOffer ConvertFromSurrogate(in NodeOfferWire wire) => new(wire.Name, wire.Devices, wire.Labels, wire.IsDraining);

    public NodeOfferWire ConvertToSurrogate(in NodeOffer value) => new()
    {
        Name = value.Name,
        Devices = [.. value.Devices],
        Labels = value.Labels.ToDictionary(),
        IsDraining = value.IsDraining,
    };
}
