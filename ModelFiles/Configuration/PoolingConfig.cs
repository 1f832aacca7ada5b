namespace Inference.ModelFiles.Configuration;

/// <summary>How a model's hidden states become one vector, as its makers mean it.</summary>
/// <param name="Method">Of which tokens.</param>
/// <param name="Normalize">Whether the vector is then divided by its length.</param>
public sealed record PoolingConfig(PoolingMethod Method, bool Normalize)
{
    /// <summary>For a model that says nothing: the last token, which is the only one that has seen all others.</summary>
    public static PoolingConfig Default { get; } = new(PoolingMethod.Last, Normalize: true);
}

public enum PoolingMethod
{
    /// <summary>The last token.</summary>
    Last,

    /// <summary>The mean of all tokens.</summary>
    Mean,

    /// <summary>The first token.</summary>
    Cls,
}
