using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="EmbeddingRequest"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.embedding-request")]
internal struct EmbeddingRequestWire
{
    [Id(0)]
    public string Id;

    [Id(1)]
    public int[] Tokens;

    [Id(2)]
    public PoolingKind Pooling;

    [Id(3)]
    public bool Normalize;

    [Id(4)]
    public int Priority;

    [Id(5)]
    public string? CacheSalt;

    [Id(6)]
    public DateTimeOffset? Deadline;

    [Id(7)]
    public string? Tenant;
}

[RegisterConverter]
internal sealed class EmbeddingRequestConverter : IConverter<EmbeddingRequest, EmbeddingRequestWire>
{
    public EmbeddingRequest ConvertFromSurrogate(in EmbeddingRequestWire wire) => new()
    {
        Id = wire.Id,
        Tokens = wire.Tokens,
        Pooling = wire.Pooling,
        Normalize = wire.Normalize,
        Priority = wire.Priority,
        CacheSalt = wire.CacheSalt,
        Deadline = wire.Deadline,
        Tenant = wire.Tenant,
    };

    public EmbeddingRequestWire ConvertToSurrogate(in EmbeddingRequest value) => new()
    {
        Id = value.Id,
        Tokens = [.. value.Tokens],
        Pooling = value.Pooling,
        Normalize = value.Normalize,
        Priority = value.Priority,
        CacheSalt = value.CacheSalt,
        Deadline = value.Deadline,
        Tenant = value.Tenant,
    };
}
