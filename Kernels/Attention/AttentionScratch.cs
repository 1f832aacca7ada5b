using Inference.Kernels.Buffers;

namespace Inference.Kernels.Attention;

/// <summary>What one thread needs while it attends; grows with the longest context.</summary>
internal sealed unsafe class AttentionScratch : IDisposable
{
    private AlignedMemory? _memory;

    /// <summary>[queries][dimension], scaled.</summary>
    public float* Queries { get; private set; }

    /// <summary>[queries][span]: scores, then softmax numerators.</summary>
    public float* Scores { get; private set; }

    /// <summary>[queries][width]</summary>
    public float* Sums { get; private set; }

    /// <summary>[queries]: softmax denominators.</summary>
    public float* Totals { get; private set; }

    public void Resize(int queries, int dimension, int span, int width)
    {
        long floats = (long)queries * (dimension + span + width + 1), bytes = floats * sizeof(float);
        if (_memory is null || _memory.Length < bytes)
        {
            _memory?.Dispose();
            _memory = null;
            _memory = new AlignedMemory(bytes + (bytes / 4));
        }

        Scores = (float*)_memory.Start;
        Sums = Scores + ((long)queries * span);
        Queries = Sums + ((long)queries * width);
        Totals = Queries + ((long)queries * dimension);
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }
}
