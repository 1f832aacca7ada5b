using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MatMul;

/// <summary>Rows of an input as bytes, for all products that read them.</summary>
internal sealed class PreparedInput : IDisposable
{
    private int _first, _end;

    public RowBuffer Source { get; private set; } = null!;

    public int Group { get; private set; }

    /// <summary>Row 0 of it is <see cref="FirstRow"/> of the source.</summary>
    public ActivationBuffer Target { get; } = new();

    public int FirstRow => _first;

    public int Rows => _end - _first;

    public void Begin(RowBuffer source, int group)
    {
        Source = source;
        Group = group;
        (_first, _end) = (int.MaxValue, 0);
    }

    public void Include(int firstRow, int rows)
    {
        _first = Math.Min(_first, firstRow);
        _end = Math.Max(_end, firstRow + rows);
    }

    public void Dispose() => Target.Dispose();
}
