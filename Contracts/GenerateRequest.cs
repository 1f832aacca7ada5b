namespace Inference.Contracts;

/// <summary>A prompt and what is wanted of it. Immutable: it is sent as it is, as often as need be.</summary>
public sealed record GenerateRequest
{
    /// <summary>Unique among requests; by it a request is found in logs and reached again.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<int> Prompt { get; init; }

    public SamplingParams Sampling { get; init; } = new();

    /// <summary>What the output must look like; null: anything.</summary>
    public ConstraintSpec? Constraint { get; init; }

    /// <summary>What may come before the text that the constraint is about; null: nothing.</summary>
    public ReasoningSpan? Reasoning { get; init; }

    /// <summary>Lower goes first; among equals the earlier one.</summary>
    public int Priority { get; init; }

    /// <summary>Requests share cached prefixes only with requests of the same salt.</summary>
    public string? CacheSalt { get; init; }

    /// <summary>Whose request it is, for budgets and fairness: a name that says nothing of the caller's key. Null where nobody tells callers apart.</summary>
    public string? Tenant { get; init; }

    /// <summary>Names the conversation, so that its requests can be kept together; null: none.</summary>
    public string? Session { get; init; }

    /// <summary>When an answer is of no use any more; null: never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// How long chunks may wait, to come together, after the reader of them was woken: with many streams at once it saves much to wake each seldom. The first and the last chunk
    /// of a choice never wait. Zero: none does.
    /// </summary>
    public TimeSpan Pacing { get; init; }

    /// <summary>
    /// For a request that goes on where another engine stopped: by choice, the tokens it has emitted. They count as generated,
    /// and are not sent again. Empty for a new request.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> Emitted { get; init; } = [];

    /// <summary>
    /// Counts the attempts at a request, from 0. A replica that gets a higher one ends what it still does for a lower one, and
    /// takes no lower one any more.
    /// </summary>
    public long Attempt { get; init; }
}
