using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="Embedding"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.embedding")]
internal struct EmbeddingWire
{
    [Id(0)]
    public float[] Vector;

    [Id(1)]
    public int PromptTokens;
}

[RegisterConverter]
internal sealed class EmbeddingConverter : IConverter<Embedding, EmbeddingWire>
{
    public Embedding ConvertFromSurrogate(in EmbeddingWire wire) => new(wire.Vector, wire.PromptTokens);

    public EmbeddingWire ConvertToSurrogate(in Embedding value) => new()
    {
        Vector = value.Vector,
        PromptTokens = value.PromptTokens,
    };
}
