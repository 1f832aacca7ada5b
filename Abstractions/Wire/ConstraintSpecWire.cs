using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="ConstraintSpec"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.constraint")]
internal struct ConstraintSpecWire
{
    [Id(0)]
    public ConstraintKind Kind;

    [Id(1)]
    public string Text;
}

[RegisterConverter]
internal sealed class ConstraintSpecConverter : IConverter<ConstraintSpec, ConstraintSpecWire>
{
    public ConstraintSpec ConvertFromSurrogate(in ConstraintSpecWire wire) => new(wire.Kind, wire.Text);

    public ConstraintSpecWire ConvertToSurrogate(in ConstraintSpec value) => new()
    {
        Kind = value.Kind,
        Text = value.Text,
    };
}
