namespace Inference.Contracts;

/// <summary>The unit in which keys and values are kept, shared, cached and routed by.</summary>
public static class TokenBlock
{
    public const int Size = 16;
}
