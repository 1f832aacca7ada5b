namespace Inference.Contracts;

/// <summary>What a block of the cache is used for.</summary>
public enum BlockUse : byte
{
    /// <summary>For nothing.</summary>
    Free,

    /// <summary>Nobody holds it, and its contents may be found by their prefix until it is taken for something else.</summary>
    Cached,

    /// <summary>One sequence holds it.</summary>
    Held,

    /// <summary>Several sequences hold it.</summary>
    Shared,
}
