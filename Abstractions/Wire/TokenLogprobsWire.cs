using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="TokenLogprobs"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.token-logprobs")]
internal struct TokenLogprobsWire
{
    [Id(0)]
    public int Token;

    [Id(1)]
    public float Logprob;

    [Id(2)]
    public int Rank;

    [Id(3)]
    public TopToken[] Top;
}

[RegisterConverter]
internal sealed class TokenLogprobsConverter : IConverter<TokenLogprobs, TokenLogprobsWire>
{
    public TokenLogprobs ConvertFromSurrogate(in TokenLogprobsWire wire) => new(wire.Token, wire.Logprob, wire.Rank, wire.Top);

    public TokenLogprobsWire ConvertToSurrogate(in TokenLogprobs value) => new()
    {
        Token = value.Token,
        Logprob = value.Logprob,
        Rank = value.Rank,
        Top = [.. value.Top],
    };
}
