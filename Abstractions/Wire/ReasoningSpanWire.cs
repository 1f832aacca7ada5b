using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="ReasoningSpan"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.reasoning")]
internal struct ReasoningSpanWire
{
    [Id(0)]
    public string[] Begins;

    [Id(1)]
    public string[] Ends;

    [Id(2)]
    public bool StartsInside;
}

[RegisterConverter]
internal sealed class ReasoningSpanConverter : IConverter<ReasoningSpan, ReasoningSpanWire>
{
    public ReasoningSpan ConvertFromSurrogate(in ReasoningSpanWire wire) => new(wire.Begins, wire.Ends, wire.StartsInside);

    public ReasoningSpanWire ConvertToSurrogate(in ReasoningSpan value) => new()
    {
        Begins = [.. value.Begins],
        Ends = [.. value.Ends],
        StartsInside = value.StartsInside,
    };
}
