namespace Inference.Contracts;

/// <summary>Which tokens' hidden states make up the vector of a text.</summary>
public enum PoolingKind
{
    /// <summary>The last token's.</summary>
    Last,

    /// <summary>The mean of all tokens'.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    Cls,
}
