using Inference.Cluster.Placement;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="DeviceOffer"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.device")]
internal struct DeviceOfferWire
{
    [Id(0)]
    public string Kind;

    [Id(1)]
    public long Memory;
}

[RegisterConverter]
internal sealed class DeviceOfferConverter : IConverter<DeviceOffer, DeviceOfferWire>
{
    public DeviceOffer ConvertFromSurrogate(in DeviceOfferWire wire) => new(wire.Kind, wire.Memory);

    public DeviceOfferWire ConvertToSurrogate(in DeviceOffer value) => new()
    {
        Kind = value.Kind,
        Memory = value.Memory,
    };
}
