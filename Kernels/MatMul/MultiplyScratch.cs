using Inference.Kernels.Buffers;

namespace Inference.Kernels.MatMul;

/// <summary>What one thread needs while it multiplies.</summary>
internal sealed unsafe class MultiplyScratch : IDisposable
{
    private const int SumFloats = PanelShape.RowsAtOnce * PanelShape.Outputs;
    private const int PanelFloats = PanelShape.InputsAtOnce * PanelShape.Outputs;

    private readonly AlignedMemory _memory = new(((2 * SumFloats) + PanelFloats + PanelShape.InputsAtOnce) * sizeof(float));

    /// <summary>[rows at once][32]</summary>
    public float* Sums => (float*)_memory.Start;

    /// <summary>[rows at once][32]</summary>
    public float* GateSums => Sums + SumFloats;

    /// <summary>[inputs at once][32]</summary>
    public float* Panel => GateSums + SumFloats;

    /// <summary>[inputs at once]</summary>
    public float* Row => Panel + PanelFloats;

    public void Dispose() => _memory.Dispose();
}
