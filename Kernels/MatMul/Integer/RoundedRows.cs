using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Plain weights, rounded as ggml's reference rounds them.</summary>
internal sealed class RoundedRows(MatrixSource source, Quantization kind) : IIntegerRows
{
    private const int Group = 32;

    public int Outputs => source.Outputs;

    public int Inputs => source.Inputs;

    public IntegerGroups Groups => GroupsOf(kind);

    public int RowBytes => source.RowBytes;

    public static IntegerGroups GroupsOf(Quantization kind) => kind == Quantization.Q80 ? Q80.Groups : Q40.Groups;

    public void Read(int first, int count, IntegerRowBuffer target)
    {
        Span<float> values = stackalloc float[Group];
        int bytes = ElementFormat.Of(source.Type).BlockBytes;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<byte> elements = source.Row(first + row);
            Span<byte> integers = target.Values(row);
            Span<float> scales = target.Scales(row);
            for (int k = 0; k < Inputs; k += Group)
            {
                Span<float> group = values[..Math.Min(Group, Inputs - k)];
                Dequantizer.ToSingle(source.Type, elements.Slice(k * bytes, group.Length * bytes), group);
                source.Scales?.Apply(first + row, k, group);
                scales[k / Group] = kind == Quantization.Q80 ? ToBytes(group, integers.Slice(k, Group)) : ToNibbles(group, integers.Slice(k, Group));
            }
        }
    }

    public void Release(int first, int count)
    {
        if (source.RowOrder is null) MemoryAdvice.Release(source.Bytes.Slice((long)first * RowBytes, (long)count * RowBytes));
        else if (first + count == Outputs) MemoryAdvice.Release(source.Bytes);
    }

    private static float ToBytes(ReadOnlySpan<float> values, Span<byte> integers)
    {
        float scale = Math.Abs(Largest(values)) / 127, inverse = scale == 0 ? 0 : 1 / scale;
        integers.Fill(128);
        for (int i = 0; i < values.Length; i++)
            integers[i] = (byte)(Math.Clamp(MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero), -127, 127) + 128);
        return scale;
    }

    private static float ToNibbles(ReadOnlySpan<float> values, Span<byte> integers)
    {
        float scale = Largest(values) / -8, inverse = scale == 0 ? 0 : 1 / scale;
        integers.Fill(8);
        for (int i = 0; i < values.Length; i++) integers[i] = (byte)Math.Clamp((int)((values[i] * inverse) + 8.5f), 0, 15);
        return scale;
    }

    /// <summary>The value of the largest magnitude, with its sign. NaN where one is among them.</summary>
    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            if (Math.Abs(value) > Math.Abs(largest) || float.IsNaN(value)) largest = value;
            if (float.IsNaN(largest)) break;
        }

        return largest;
    }
}
