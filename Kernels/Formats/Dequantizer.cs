using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.Formats;

/// <summary>
/// Stored elements into floats: the scalar reference that every faster path is compared with. Quantised formats round
/// exactly as ggml's reference does; integers and F64 are rounded to the nearest float.
/// </summary>
public static class Dequantizer
{
    /// <param name="source">Whole blocks.</param>
    /// <param name="destination">As many floats as the blocks have elements.</param>
    /// <exception cref="ArgumentException">The two lengths do not belong together.</exception>
    public static void ToSingle(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        ElementFormat format = ElementFormat.Of(type);
        (long blocks, long rest) = Math.DivRem(destination.Length, format.BlockElements);
        if (rest != 0 || source.Length != blocks * format.BlockBytes)
            throw new ArgumentException($"{source.Length} bytes of {format.Name} do not make {destination.Length} elements.");

        switch (type)
        {
            case ElementType.F64: PlainElements.F64(source, destination); break;
            case ElementType.F32: PlainElements.F32(source, destination); break;
            case ElementType.F16: PlainElements.F16(source, destination); break;
            case ElementType.BF16: PlainElements.BF16(source, destination); break;
            case ElementType.F8E4M3: PlainElements.F8E4M3(source, destination); break;
            case ElementType.F8E5M2: PlainElements.F8E5M2(source, destination); break;
            case ElementType.I64: PlainElements.I64(source, destination); break;
            case ElementType.I32: PlainElements.I32(source, destination); break;
            case ElementType.I16: PlainElements.I16(source, destination); break;
            case ElementType.I8: PlainElements.I8(source, destination); break;
            case ElementType.U8: PlainElements.U8(source, destination); break;
            case ElementType.Bool: PlainElements.Bool(source, destination); break;
            case ElementType.Q40: Blocks<Q40>(source, destination); break;
            case ElementType.Q41: Blocks<Q41>(source, destination); break;
            case ElementType.Q50: Blocks<Q50>(source, destination); break;
            case ElementType.Q51: Blocks<Q51>(source, destination); break;
            case ElementType.Q80: Blocks<Q80>(source, destination); break;
            case ElementType.Q2K: Blocks<Q2K>(source, destination); break;
            case ElementType.Q3K: Blocks<Q3K>(source, destination); break;
            case ElementType.Q4K: Blocks<Q4K>(source, destination); break;
            case ElementType.Q5K: Blocks<Q5K>(source, destination); break;
            case ElementType.Q6K: Blocks<Q6K>(source, destination); break;
            case ElementType.IQ4NL: Blocks<IQ4NL>(source, destination); break;
            default: throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static void Blocks<TFormat>(ReadOnlySpan<byte> source, Span<float> destination)
        where TFormat : struct, IBlockFormat
    {
        ElementFormat format = ElementFormat.Of(TFormat.Type);
        for (; !source.IsEmpty; source = source[format.BlockBytes..], destination = destination[format.BlockElements..])
            TFormat.ToSingle(source[..format.BlockBytes], destination[..format.BlockElements]);
    }
}
