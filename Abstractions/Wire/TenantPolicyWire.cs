using Inference.Cluster.Admission;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="TenantPolicy"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.tenant-policy")]
internal struct TenantPolicyWire
{
    [Id(0)]
    public double Weight;

    [Id(1)]
    public long? TokensPerMinute;

    [Id(2)]
    public int? MaxConcurrent;
}

[RegisterConverter]
internal sealed class TenantPolicyConverter : IConverter<TenantPolicy, TenantPolicyWire>
{
    public TenantPolicy ConvertFromSurrogate(in TenantPolicyWire wire) => new()
    {
        Weight = wire.Weight,
        TokensPerMinute = wire.TokensPerMinute,
        MaxConcurrent = wire.MaxConcurrent,
    };

    public TenantPolicyWire ConvertToSurrogate(in TenantPolicy value) => new()
    {
        Weight = value.Weight,
        TokensPerMinute = value.TokensPerMinute,
        MaxConcurrent = value.MaxConcurrent,
    };
}
