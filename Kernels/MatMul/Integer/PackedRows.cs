using System.Buffers.Binary;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;
using Inference.Kernels.Memory;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Integers that a checkpoint packs into words, taken out of them.</summary>
internal sealed class PackedRows(PackedSource source) : IIntegerRows
{
    /// <summary>Which output of eight each nibble of a word belongs to, the lowest first.</summary>
    private static readonly int[] AwqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

    public int Outputs => source.Outputs;

    public int Inputs => source.Inputs;

    public IntegerGroups Groups => GroupsOf(source.Bits, source.Group);

    public int RowBytes => source.Inputs * source.Bits / 8;

    /// <summary>A group of many inputs is packed as several that share its scale.</summary>
    public static IntegerGroups GroupsOf(int bits, int group) => new(bits, group % 32 == 0 ? 32 : 16, true, 0) { IntegerZeros = true };

    public void Read(int first, int count, IntegerRowBuffer target)
    {
        if (source.Order == PackedOrder.Awq) ReadAcrossOutputs(first, count, target);
        else ReadAlongInputs(first, count, target);

        int packedGroup = Groups.Elements, width = ElementFormat.Of(source.ScaleType).BlockBytes;
        Span<float> scales = stackalloc float[PanelShape.Outputs];
        for (int group = 0; group < target.GroupCount; group++)
        {
            int place = group * packedGroup / source.Group;
            Dequantizer.ToSingle(source.ScaleType, source.Scales.Span(((long)place * Outputs + first) * width, count * width), scales[..count]);
            for (int row = 0; row < count; row++)
            {
                target.Scales(row)[group] = scales[row];
                target.Minimums(row)[group] = -(Zero(place, first + row) + source.ZeroBias) * scales[row];
            }
        }
    }

    /// <summary>Each panel takes words from everywhere, so that pages are of use until the last has come.</summary>
    public void Release(int first, int count)
    {
        if (first + count < Outputs) return;
        foreach (MappedBytes bytes in new[] { source.Weights, source.Zeros, source.Scales }) MemoryAdvice.Release(bytes);
    }

    private void ReadAcrossOutputs(int first, int count, IntegerRowBuffer target)
    {
        int words = Outputs / source.PerWord;
        for (int k = 0; k < Inputs; k++)
        {
            ReadOnlySpan<byte> line = source.Weights.Span(((long)k * words + (first / source.PerWord)) * sizeof(uint), count / source.PerWord * sizeof(uint));
            for (int row = 0; row < count; row += source.PerWord, line = line[sizeof(uint)..])
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(line);
                for (int i = 0; i < AwqOrder.Length; i++) target.Values(row + AwqOrder[i])[k] = (byte)((word >> (4 * i)) & 15);
            }
        }
    }

    private void ReadAlongInputs(int first, int count, IntegerRowBuffer target)
    {
        uint mask = (1u << source.Bits) - 1;
        for (int k = 0; k < Inputs; k += source.PerWord)
        {
            ReadOnlySpan<byte> line = source.Weights.Span(((long)(k / source.PerWord) * Outputs + first) * sizeof(uint), count * sizeof(uint));
            for (int row = 0; row < count; row++, line = line[sizeof(uint)..])
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(line);
                Span<byte> values = target.Values(row).Slice(k, source.PerWord);
                for (int i = 0; i < values.Length; i++) values[i] = (byte)((word >> (source.Bits * i)) & mask);
            }
        }
    }

    private int Zero(int group, int output)
    {
        int words = Outputs / source.PerWord, inWord = output % source.PerWord;
        int place = source.Order == PackedOrder.Awq ? Array.IndexOf(AwqOrder, inWord) : inWord;
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(source.Zeros.Span(((long)group * words + (output / source.PerWord)) * sizeof(uint), sizeof(uint)));
        return (int)((word >> (source.Bits * place)) & ((1u << source.Bits) - 1));
    }
}
