using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>What came of waiting for an attempt's next chunk.</summary>
/// <param name="Kind">What.</param>
/// <param name="Chunk">Where one came.</param>
/// <param name="Error">Where the attempt failed.</param>
internal readonly record struct AttemptEvent(AttemptEventKind Kind, TokenChunk? Chunk = null, Exception? Error = null);

internal enum AttemptEventKind
{
    Chunk,

    /// <summary>The stream came to its end.</summary>
    End,

    /// <summary>Nothing came for too long, and the replica does not show that it gets on.</summary>
    Silence,

    /// <summary>The chunks contradict what came before, or one is missing.</summary>
    Broken,

    /// <summary>The replica is known to be dead.</summary>
    Gone,

    Failed,
}
