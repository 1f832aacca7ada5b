namespace Inference.ModelFiles.Configuration;

/// <summary>A mixture of experts in place of the dense feed-forward layer.</summary>
public sealed record ExpertConfig
{
    public required int Count { get; init; }

    /// <summary>Experts that one token goes through.</summary>
    public required int ActivePerToken { get; init; }

    public required int IntermediateSize { get; init; }

    /// <summary>The weights of the chosen experts are scaled to sum to one.</summary>
    public required bool NormalizeWeights { get; init; }

    /// <summary>By layer: whether it has experts at all.</summary>
    public required IReadOnlyList<bool> SparseLayers { get; init; }
}
