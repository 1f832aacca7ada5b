using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul;

/// <summary>Rows of activations rounded to bf16, padded with a zero to whole pairs. Its memory is used again and again.</summary>
internal sealed unsafe class BFloat16Buffer : IDisposable
{
    private const int NumbersPerLine = 32;

    private AlignedMemory? _memory;
    private int _stride;

    public BFloat16Rows Rows => new((ushort*)_memory!.Start, _stride);

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows, int inputs)
    {
        // One line more than they need: rows a power of two apart would fight for the same places in the cache.
        _stride = ((inputs + NumbersPerLine - 1) / NumbersPerLine * NumbersPerLine) + NumbersPerLine;
        long bytes = (long)rows * _stride * sizeof(ushort);
        if (_memory is not null && _memory.Length >= bytes) return;
        _memory?.Dispose();
        _memory = null;
        _memory = AlignedMemory.ForRows(bytes);
    }

    /// <summary>Rounds a part of a row from a column on: an even number of values, or what is left of the row.</summary>
    public void Round(float* values, int count, int row, int column)
    {
        ushort* target = Rows.From(row, column).First;
        Round(values, count, target);
        if (count % 2 != 0) target[count] = 0;
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }

    /// <summary>As <see cref="BFloat16.FromSingle"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(float* source, int count, ushort* target)
    {
        int i = 0;
        for (; i + (2 * Vector256<float>.Count) <= count; i += 2 * Vector256<float>.Count)
            Vector256.Narrow(Round(Vector256.Load(source + i)), Round(Vector256.Load(source + i + Vector256<float>.Count))).Store(target + i);
        for (; i < count; i++) target[i] = BFloat16.FromSingle(source[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<float> values)
    {
        Vector256<uint> bits = values.AsUInt32(), high = bits >> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (high & Vector256.Create(1u))) >> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(values, values).AsUInt32(), rounded, high | Vector256.Create(0x40u));
    }
}
