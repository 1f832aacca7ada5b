namespace Inference.Contracts;

/// <summary>An engine between two steps. Immutable.</summary>
public sealed record EngineSnapshot
{
    /// <summary>Sequences that are computed.</summary>
    public required int Running { get; init; }

    /// <summary>Sequences that wait.</summary>
    public required int Waiting { get; init; }

    /// <summary>Requests that have not ended, in the order in which they came.</summary>
    public required IReadOnlyList<RequestSnapshot> Requests { get; init; }

    /// <summary>The use of each block of the cache.</summary>
    public required IReadOnlyList<BlockUse> Blocks { get; init; }

    /// <summary>Since the engine began: tokens that the prefix cache was asked for, and those that it had.</summary>
    public required long PrefixQueries { get; init; }

    public required long PrefixHits { get; init; }

    /// <summary>Since the engine began: sequences that gave their blocks up to others.</summary>
    public required long Preemptions { get; init; }
}
