using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>A file's blocks, taken apart.</summary>
internal static class BlockRows
{
    /// <summary>Null where the format is not one of small integers.</summary>
    public static IIntegerRows? Of(MatrixSource source) => source.Type switch
    {
        ElementType.Q40 => new BlockRows<Q40>(source),
        ElementType.Q41 => new BlockRows<Q41>(source),
        ElementType.Q50 => new BlockRows<Q50>(source),
        ElementType.Q51 => new BlockRows<Q51>(source),
        ElementType.Q80 => new BlockRows<Q80>(source),
        ElementType.Q2K => new BlockRows<Q2K>(source),
        ElementType.Q3K => new BlockRows<Q3K>(source),
        ElementType.Q4K => new BlockRows<Q4K>(source),
        ElementType.Q5K => new BlockRows<Q5K>(source),
        ElementType.Q6K => new BlockRows<Q6K>(source),
        ElementType.IQ4NL => new BlockRows<IQ4NL>(source),
        _ => null,
    };

    /// <summary>How a format is packed; null where it is not one of small integers.</summary>
    public static IntegerGroups? GroupsOf(ElementType type) =>
        Of(new MatrixSource(type, default, 0, 0))?.Groups;
}

internal sealed class BlockRows<TBlock>(MatrixSource source) : IIntegerRows
    where TBlock : struct, IIntegerBlock
{
    public int Outputs => source.Outputs;

    public int Inputs => source.Inputs;

    public IntegerGroups Groups => TBlock.Groups;

    public int RowBytes => source.RowBytes;

    public void Read(int first, int count, IntegerRowBuffer target)
    {
        ElementFormat format = ElementFormat.Of(TBlock.Type);
        int groups = format.BlockElements / TBlock.Groups.Elements;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> blocks = source.Row(first + row);
            Span<byte> values = target.Values(row);
            Span<float> scales = target.Scales(row), minimums = target.Minimums(row);
            while (!blocks.IsEmpty)
            {
                TBlock.Split(blocks[..format.BlockBytes], values, scales, minimums);
                blocks = blocks[format.BlockBytes..];
                values = values[format.BlockElements..];
                scales = scales[groups..];
                if (TBlock.Groups.HasMinimums) minimums = minimums[groups..];
            }
        }
    }

    public void Release(int first, int count)
    {
        if (source.RowOrder is null) MemoryAdvice.Release(source.Bytes.Slice((long)first * RowBytes, (long)count * RowBytes));
        else if (first + count == Outputs) MemoryAdvice.Release(source.Bytes);
    }
}
