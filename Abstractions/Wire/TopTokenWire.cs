using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="TopToken"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.top-token")]
internal struct TopTokenWire
{
    [Id(0)]
    public int Token;

    [Id(1)]
    public float Logprob;
}

[RegisterConverter]
internal sealed class TopTokenConverter : IConverter<TopToken, TopTokenWire>
{
    public TopToken ConvertFromSurrogate(in TopTokenWire wire) => new(wire.Token, wire.Logprob);

    public TopTokenWire ConvertToSurrogate(in TopToken value) => new()
    {
        Token = value.Token,
        Logprob = value.Logprob,
    };
}
