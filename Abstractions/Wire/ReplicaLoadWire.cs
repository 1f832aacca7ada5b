using Inference.Cluster.Routing.Reports;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="ReplicaLoad"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.replica-load")]
internal struct ReplicaLoadWire
{
    [Id(0)]
    public long QueuedTokens;

    [Id(1)]
    public int Running;

    [Id(2)]
    public bool AcceptsRequests;
}

[RegisterConverter]
internal sealed class ReplicaLoadConverter : IConverter<ReplicaLoad, ReplicaLoadWire>
{
    public ReplicaLoad ConvertFromSurrogate(in ReplicaLoadWire wire) => new(wire.QueuedTokens, wire.Running, wire.AcceptsRequests);

    public ReplicaLoadWire ConvertToSurrogate(in ReplicaLoad value) => new()
    {
        QueuedTokens = value.QueuedTokens,
        Running = value.Running,
        AcceptsRequests = value.AcceptsRequests,
    };
}
