namespace Inference.Contracts;

/// <summary>Tokens, and what vector is wanted of them. Immutable: it is sent as it is, as often as need be.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>Unique among requests; by it a request is found in logs and reached again.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<int> Tokens { get; init; }

    public PoolingKind Pooling { get; init; } = PoolingKind.Last;

    /// <summary>Whether the vector is divided by its length.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Lower goes first; among equals the earlier one.</summary>
    public int Priority { get; init; }

    /// <summary>Requests share cached prefixes only with requests of the same salt.</summary>
    public string? CacheSalt { get; init; }

    /// <summary>Whose request it is, for budgets and fairness: a name that says nothing of the caller's key. Null where nobody tells callers apart.</summary>
    public string? Tenant { get; init; }

    /// <summary>When an answer is of no use any more; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
