using Inference.Cluster.Routing.Reports;
using Orleans;

namespace Inference.Abstractions.Batching;

/// <summary>What a replica has for a front at one time: the chunks of all its requests that are ready, and how the replica does.</summary>
[GenerateSerializer]
[Immutable]
[Alias("inference.frame")]
public sealed record ReplicaFrame
{
    /// <summary>A replica sends a frame at least so often, be there anything to tell or not.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(200);

    /// <summary>How long ago the replica's engine ended a step, or was without work, when the frame was made.</summary>
    [Id(0)]
    public required TimeSpan SinceProgress { get; init; }

    [Id(1)]
    public IReadOnlyList<StreamChunk> Chunks { get; init; } = [];

    /// <summary>Streams that have ended, each behind its last chunk.</summary>
    [Id(2)]
    public IReadOnlyList<StreamEnd> Ends { get; init; } = [];

    /// <summary>For routing, in order.</summary>
    [Id(3)]
    public IReadOnlyList<ReplicaReport> Reports { get; init; } = [];
}
