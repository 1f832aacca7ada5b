using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="LeaseRequest"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.lease-request")]
internal struct LeaseRequestWire
{
    [Id(0)]
    public string Tenant;

    [Id(1)]
    public TenantPolicy Policy;

    [Id(2)]
    public string Front;

    [Id(3)]
    public long Sequence;

    [Id(4)]
    public long UsedTokens;

    [Id(5)]
    public long WantedTokens;

    [Id(6)]
    public int WantedSlots;
}

[RegisterConverter]
internal sealed class LeaseRequestConverter : IConverter<LeaseRequest, LeaseRequestWire>
{
    public LeaseRequest ConvertFromSurrogate(in LeaseRequestWire wire) => new()
    {
        Tenant = wire.Tenant,
        Policy = wire.Policy,
        Front = wire.Front,
        Sequence = wire.Sequence,
        UsedTokens = wire.UsedTokens,
        WantedTokens = wire.WantedTokens,
        WantedSlots = wire.WantedSlots,
    };

    public LeaseRequestWire ConvertToSurrogate(in LeaseRequest value) => new()
    {
        Tenant = value.Tenant,
        Policy = value.Policy,
        Front = value.Front,
        Sequence = value.Sequence,
        UsedTokens = value.UsedTokens,
        WantedTokens = value.WantedTokens,
        WantedSlots = value.WantedSlots,
    };
}
