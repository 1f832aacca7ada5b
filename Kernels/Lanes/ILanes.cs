namespace Inference.Kernels.Lanes;

/// <summary>
/// Sixteen floats that are computed with side by side. An operation has the same result, to the bit, in every implementation:
/// each is one correctly rounded operation a lane, and what combines lanes does so in one fixed order.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether sixteen sums and what they are made from fit into registers.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* destination);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Subtract(TSelf left, TSelf right);

    static abstract TSelf Multiply(TSelf left, TSelf right);

    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>left · right + addend, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>left &lt; right ? left : right, so a NaN on the right stays.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>left &gt; right ? left : right, so a NaN on the right stays.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>2ⁿ, where each lane holds n + 1.5 · 2²³: its low bits are n.</summary>
    static abstract TSelf PowerOfTwo(TSelf biased);

    /// <summary>Sixteen pairs of bf16: the first of each pair, and the second.</summary>
    static abstract void LoadPairs(ushort* source, out TSelf first, out TSelf second);

    /// <summary>Sixteen pairs of whole numbers: the first of each pair, and the second.</summary>
    static abstract void LoadBytePairs(sbyte* source, out TSelf first, out TSelf second);

    /// <summary>Lane i + lane i + 8, then + 4, + 2, + 1.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(TSelf value);
}
