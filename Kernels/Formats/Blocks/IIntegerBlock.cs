namespace Inference.Kernels.Formats.Blocks;

/// <summary>A quantised format whose groups are small integers: value = (integer − offset) · scale + minimum.</summary>
internal interface IIntegerBlock : IBlockFormat
{
    static abstract IntegerGroups Groups { get; }

    /// <summary>Takes a block apart.</summary>
    /// <param name="values">The integers of all elements.</param>
    /// <param name="scales">One for each group.</param>
    /// <param name="minimums">One for each group, where the format has them.</param>
    static abstract void Split(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> minimums);
}

/// <param name="Bits">Of an integer, when it is packed for multiplication: 4 or 8.</param>
/// <param name="Elements">That share a scale.</param>
/// <param name="Offset">Which integer stands for zero; where there are minimums it is 0.</param>
internal readonly record struct IntegerGroups(int Bits, int Elements, bool HasMinimums, int Offset)
{
    /// <summary>Minimums are integers times their scales: value = (integer − zero) · scale.</summary>
    public bool IntegerZeros { get; init; }
}
