using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="GenerateRequest"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.generate")]
internal struct GenerateRequestWire
{
    [Id(0)]
    public string Id;

    [Id(1)]
    public int[] Prompt;

    [Id(2)]
    public SamplingParams Sampling;

    [Id(3)]
    public ConstraintSpec? Constraint;

    [Id(4)]
    public int Priority;

    [Id(5)]
    public string? CacheSalt;

    [Id(6)]
    public DateTimeOffset? Deadline;

    [Id(7)]
    public int[][] Emitted;

    [Id(8)]
    public long Attempt;

    [Id(9)]
    public string? Tenant;

    [Id(10)]
    public string? Session;

    [Id(11)]
    public ReasoningSpan? Reasoning;

    [Id(12)]
    public TimeSpan Pacing;
}

[RegisterConverter]
internal sealed class GenerateRequestConverter : IConverter<GenerateRequest, GenerateRequestWire>
{
    public GenerateRequest ConvertFromSurrogate(in GenerateRequestWire wire) => new()
    {
        Id = wire.Id,
        Prompt = wire.Prompt,
        Sampling = wire.Sampling,
        Constraint = wire.Constraint,
        Priority = wire.Priority,
        CacheSalt = wire.CacheSalt,
        Deadline = wire.Deadline,
        Emitted = wire.Emitted,
        Attempt = wire.Attempt,
        Tenant = wire.Tenant,
        Session = wire.Session,
        Reasoning = wire.Reasoning,
        Pacing = wire.Pacing,
    };

    public GenerateRequestWire ConvertToSurrogate(in GenerateRequest value) => new()
    {
        Id = value.Id,
        Prompt = [.. value.Prompt],
        Sampling = value.Sampling,
        Constraint = value.Constraint,
        Priority = value.Priority,
        CacheSalt = value.CacheSalt,
        Deadline = value.Deadline,
        Emitted = [.. value.Emitted.Select(choice => choice.ToArray())],
        Attempt = value.Attempt,
        Tenant = value.Tenant,
        Session = value.Session,
        Reasoning = value.Reasoning,
        Pacing = value.Pacing,
    };
}
