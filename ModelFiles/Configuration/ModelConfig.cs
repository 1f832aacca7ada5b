using Inference.ModelFiles.Weights;

namespace Inference.ModelFiles.Configuration;

/// <summary>
/// What a decoder-only transformer computes, whichever kind of file said so. A property that a family of models
/// does not have keeps the value under which it does nothing.
/// </summary>
public sealed record ModelConfig
{
    /// <summary>The family's name, as in <see cref="Architectures.ArchitectureTable"/>.</summary>
    public required string Architecture { get; init; }

    public required int VocabularySize { get; init; }

    public required int HiddenSize { get; init; }

    public required int LayerCount { get; init; }

    public required int HeadCount { get; init; }

    public required int KeyValueHeadCount { get; init; }

    public required int HeadDimension { get; init; }

    /// <summary>Width of a dense feed-forward layer.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The longest context that the model was made for, in tokens.</summary>
    public required int MaxPositions { get; init; }

    public required float NormEpsilon { get; init; }

    public required RopeConfig Rope { get; init; }

    /// <summary>The factor on query · key before softmax.</summary>
    public required float AttentionScale { get; init; }

    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>The output head is the token embedding.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>The model can say which token comes next; without a head it only makes vectors.</summary>
    public bool HasHead { get; init; } = true;

    public bool QueryKeyValueBias { get; init; }

    public bool AttentionOutputBias { get; init; }

    public bool FeedForwardBias { get; init; }

    /// <summary>Queries and keys are RMS-normalised per head before rope.</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Attention and feed-forward outputs are normalised before they join the residual stream.</summary>
    public bool PostNorms { get; init; }

    /// <summary>The file holds query, key and value rows as one tensor, and gate and up rows as another.</summary>
    public bool FusedProjections { get; init; }

    /// <summary>The file holds each head's query and key rows in interleaved order: row 2i is row i, row 2i + 1 is row i + d/2.</summary>
    public bool InterleavedQueryKeyRows { get; init; }

    /// <summary>Added to every norm weight: 1 where the file holds weights around zero.</summary>
    public float NormWeightOffset { get; init; }

    /// <summary>The factor on token embeddings.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Attention scores become cap · tanh(score / cap).</summary>
    public float? AttentionSoftcap { get; init; }

    /// <summary>Logits become cap · tanh(logit / cap).</summary>
    public float? LogitSoftcap { get; init; }

    /// <summary>By layer: how many positions, itself included, a token sees back; 0 for all of them.</summary>
    public required IReadOnlyList<int> SlidingWindows { get; init; }

    public ExpertConfig? Experts { get; init; }

    /// <summary>How matrices are packed as small integers; null where they are not.</summary>
    public PackedWeightsConfig? PackedWeights { get; init; }

    public int? BosTokenId { get; init; }

    /// <summary>Every token that ends a generation.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    public int? PadTokenId { get; init; }

    /// <summary>Query heads that share one key and value head.</summary>
    public int HeadsPerKeyValueHead => HeadCount / KeyValueHeadCount;

    public int QuerySize => HeadCount * HeadDimension;

    public int KeyValueSize => KeyValueHeadCount * HeadDimension;

    public bool HasExperts(int layer) => Experts is not null && Experts.SparseLayers[layer];
}
