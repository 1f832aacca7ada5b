using Inference.Kernels.Buffers;

namespace Inference.Kernels.MatMul;

/// <summary>What one thread needs while it multiplies.</summary>
internal sealed unsafe class MultiplyScratch : IDisposable
{
    private const int SumFloats = PanelShape.RowsAtOnce * PanelShape.Outputs;
    private const int PanelFloats = PanelShape.InputsAtOnce * PanelShape.Outputs;

    private readonly AlignedMemory _memory = new(((2 * SumFloats) + PanelFloats + PanelShape.InputsAtOnce) * sizeof(float));
    private AlignedMemory? _input;

    /// <summary>[rows at once][32]</summary>
    public float* Sums => (float*)_memory.Start;

    /// <summary>[rows at once][32]</summary>
    public float* GateSums => Sums + SumFloats;

    /// <summary>[inputs at once][32]</summary>
    public float* Panel => GateSums + SumFloats;

    /// <summary>[inputs at once]</summary>
    public float* Row => Panel + PanelFloats;

    /// <summary>A row of an input, for which there is room.</summary>
    public float* Input => (float*)_input!.Start;

    /// <summary>Makes room for <see cref="Input"/>.</summary>
    public void ReserveInput(int columns)
    {
        if (_input is not null && _input.Length >= columns * sizeof(float)) return;
        _input?.Dispose();
        _input = null;
        _input = new AlignedMemory(columns * sizeof(float));
    }

    public void Dispose()
    {
        _memory.Dispose();
        _input?.Dispose();
    }
}
