namespace Inference.Kernels.MatMul;

/// <summary>
/// Multiplies rows with a panel. Each sum is one chain of fused multiply-adds over the inputs in their order, so it
/// has the same bits in every implementation, and alone or among other rows.
/// </summary>
internal unsafe interface IPanelKernel
{
    /// <param name="panel">The panel's part for these inputs, which begin with an even one.</param>
    /// <param name="input">[rows, inputs]</param>
    /// <param name="stride">Floats from one row of <paramref name="input"/> to the next.</param>
    /// <param name="sums">[rows][32]: continued from what they hold.</param>
    static abstract void Accumulate(PanelElement element, byte* panel, float* input, nint stride, int rows, int inputs, float* sums);
}
