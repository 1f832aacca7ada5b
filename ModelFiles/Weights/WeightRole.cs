namespace Inference.ModelFiles.Weights;

/// <summary>What a weight is for, whatever its file calls it. Matrices are [outputs, inputs].</summary>
public enum WeightRole
{
    /// <summary>[vocabulary, hidden]</summary>
    TokenEmbedding,

    FinalNorm,

    /// <summary>[vocabulary, hidden]; absent where embeddings are tied.</summary>
    OutputHead,

    /// <summary>[rope dimension / 2]: what each rope frequency is divided by.</summary>
    RopeFactors,

    RopeShortFactors,
    RopeLongFactors,
    AttentionNorm,
    Query,
    Key,
    Value,

    /// <summary>Query, key and value rows, in this order.</summary>
    QueryKeyValue,

    QueryBias,
    KeyBias,
    ValueBias,
    QueryNorm,
    KeyNorm,
    AttentionOutput,
    AttentionOutputBias,
    PostAttentionNorm,
    FeedForwardNorm,
    Gate,
    Up,

    /// <summary>Gate rows, then up rows.</summary>
    GateUp,

    Down,
    GateBias,
    UpBias,
    DownBias,
    PostFeedForwardNorm,

    /// <summary>[experts, hidden]</summary>
    Router,

    /// <summary>One expert's gate, or with no expert named those of all: [experts, width, hidden].</summary>
    ExpertGate,

    ExpertUp,
    ExpertDown,
}
