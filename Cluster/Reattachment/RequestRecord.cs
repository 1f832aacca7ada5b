using Inference.Contracts;

namespace Inference.Cluster.Reattachment;

/// <summary>All that a response depends on, written once when its request is let in. Its tokens need no record: they can be computed again.</summary>
public sealed record RequestRecord
{
    /// <summary>By which the client asks for the rest.</summary>
    public required string ResponseId { get; init; }

    /// <summary>Who may.</summary>
    public required string Tenant { get; init; }

    /// <summary>With its seed.</summary>
    public required GenerateRequest Request { get; init; }

    /// <summary>Those of the response's further prompts, where it has several.</summary>
    public IReadOnlyList<GenerateRequest> Others { get; init; } = [];

    /// <summary>What a front needs to make text of tokens as the first one did; only fronts read it.</summary>
    public ReadOnlyMemory<byte> FrontState { get; init; }

    /// <summary>How often another front took the response over.</summary>
    public int Takeovers { get; init; }
}
