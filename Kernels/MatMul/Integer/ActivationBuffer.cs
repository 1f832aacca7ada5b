using Inference.Kernels.Buffers;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Memory for rows of activations as bytes, used again and again.</summary>
internal sealed unsafe class ActivationBuffer : IDisposable
{
    private const int CacheLine = 64;

    private AlignedMemory? _memory;
    private QuantizedRows _rows;
    private int _values, _groups;

    /// <summary>The first row.</summary>
    public QuantizedRows Rows => _rows;

    /// <summary>A row's bytes, to whole groups.</summary>
    public ReadOnlySpan<sbyte> Values(int row) => new(_rows.From(row).Values, _values);

    public ReadOnlySpan<float> Scales(int row) => new(_rows.From(row).Scales, _groups);

    public ReadOnlySpan<int> NegatedSums(int row) => new(_rows.From(row).NegatedSums, _groups);

    public ReadOnlySpan<float> ScaledSums(int row) => new(_rows.From(row).ScaledSums, _groups);

    /// <summary>Makes room for so many rows; what they held before is lost.</summary>
    public void Resize(int rows, int inputs, int group)
    {
        int groups = (inputs + group - 1) / group;

        // One line more than they need: rows a power of two apart would fight for the same places in the cache.
        nint stride = RoundUp((nint)groups * group) + CacheLine, groupStride = RoundUp((nint)groups * sizeof(float)) / sizeof(float);
        nint valueBytes = rows * stride, scaleBytes = rows * groupStride * sizeof(float);
        if (_memory is null || _memory.Length < valueBytes + (3 * scaleBytes))
        {
            _memory?.Dispose();
            _memory = null;
            _memory = AlignedMemory.ForRows(valueBytes + (3 * scaleBytes));
        }

        (_values, _groups) = (groups * group, groups);
        byte* scales = _memory.Start + valueBytes;
        _rows = new QuantizedRows
        {
            Values = (sbyte*)_memory.Start,
            Stride = stride,
            Scales = (float*)scales,
            NegatedSums = (int*)(scales + scaleBytes),
            ScaledSums = (float*)(scales + (2 * scaleBytes)),
            GroupStride = groupStride,
        };
    }

    /// <summary>Quantises the first rows of floats into those of this.</summary>
    public void Quantize<TKernel>(RowBuffer source, int group, int rows)
        where TKernel : struct, IActivationKernel => TKernel.Quantize(source.Pointer(0), source.Stride, rows, source.Columns, group, _rows);

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }

    private static nint RoundUp(nint bytes) => (bytes + CacheLine - 1) & -CacheLine;
}
