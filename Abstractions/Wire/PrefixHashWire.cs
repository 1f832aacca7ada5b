using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="PrefixHash"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.prefix-hash")]
internal struct PrefixHashWire
{
    [Id(0)]
    public UInt128 Value;
}

[RegisterConverter]
internal sealed class PrefixHashConverter : IConverter<PrefixHash, PrefixHashWire>
{
    public PrefixHash ConvertFromSurrogate(in PrefixHashWire wire) => new(wire.Value);

    public PrefixHashWire ConvertToSurrogate(in PrefixHash value) => new()
    {
        Value = value.Value,
    };
}
