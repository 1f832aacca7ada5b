using Inference.Cluster;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="ReplicaReport"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.replica-report")]
internal struct ReplicaReportWire
{
    [Id(0)]
    public ReplicaId Replica;

    [Id(1)]
    public long Incarnation;

    [Id(2)]
    public long Sequence;

    [Id(3)]
    public ReplicaLoad Load;

    [Id(4)]
    public bool IsFull;

    [Id(5)]
    public PrefixHash[] Added;

    [Id(6)]
    public PrefixHash[] Removed;
}

[RegisterConverter]
internal sealed class ReplicaReportConverter : IConverter<ReplicaReport, ReplicaReportWire>
{
    public ReplicaReport ConvertFromSurrogate(in ReplicaReportWire wire) => new()
    {
        Replica = wire.Replica,
        Incarnation = wire.Incarnation,
        Sequence = wire.Sequence,
        Load = wire.Load,
        IsFull = wire.IsFull,
        Added = wire.Added,
        Removed = wire.Removed,
    };

    public ReplicaReportWire ConvertToSurrogate(in ReplicaReport value) => new()
    {
        Replica = value.Replica,
        Incarnation = value.Incarnation,
        Sequence = value.Sequence,
        Load = value.Load,
        IsFull = value.IsFull,
        Added = [.. value.Added],
        Removed = [.. value.Removed],
    };
}
