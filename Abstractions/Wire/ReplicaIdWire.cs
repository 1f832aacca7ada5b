using Inference.Cluster;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="ReplicaId"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.replica-id")]
internal struct ReplicaIdWire
{
    [Id(0)]
    public string Name;
}

[RegisterConverter]
internal sealed class ReplicaIdConverter : IConverter<ReplicaId, ReplicaIdWire>
{
    public ReplicaId ConvertFromSurrogate(in ReplicaIdWire wire) => new(wire.Name);

    public ReplicaIdWire ConvertToSurrogate(in ReplicaId value) => new()
    {
        Name = value.Name,
    };
}
