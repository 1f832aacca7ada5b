using Inference.Cluster.Admission.Budgets;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="LeaseGrant"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.lease-grant")]
internal struct LeaseGrantWire
{
    [Id(0)]
    public long Sequence;

    [Id(1)]
    public long GrantedTokens;

    [Id(2)]
    public int Slots;

    [Id(3)]
    public TimeSpan Duration;

    [Id(4)]
    public TimeSpan? RetryAfter;
}

[RegisterConverter]
internal sealed class LeaseGrantConverter : IConverter<LeaseGrant, LeaseGrantWire>
{
    public LeaseGrant ConvertFromSurrogate(in LeaseGrantWire wire) => new(wire.Sequence, wire.GrantedTokens, wire.Slots, wire.Duration, wire.RetryAfter);

    public LeaseGrantWire ConvertToSurrogate(in LeaseGrant value) => new()
    {
        Sequence = value.Sequence,
        GrantedTokens = value.GrantedTokens,
        Slots = value.Slots,
        Duration = value.Duration,
        RetryAfter = value.RetryAfter,
    };
}
