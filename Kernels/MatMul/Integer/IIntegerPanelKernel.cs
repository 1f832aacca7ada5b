namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Multiplies quantised rows with a panel. For each output, group after group:
/// <code>
/// i   = Σ u · q − offset · Σ q                  exact
/// sum = fma(float(i) · row scale, scale, sum)   the product is rounded before the multiply-add
/// sum = fma(row's scaled sum, minimum, sum)     where there are minimums
/// </code>
/// These steps give the same bits in every implementation, and for a row alone or among others.
/// </summary>
internal unsafe interface IIntegerPanelKernel
{
    /// <summary>
    /// So many inputs, a multiple of every group, are best multiplied in one go where there are many rows, before the next rows take their turn.
    /// </summary>
    static virtual int InputsAtOnce => PanelShape.InputsAtOnce;

    /// <param name="panel">All its groups.</param>
    /// <param name="rows">The first of the rows, with as many groups as the panel.</param>
    /// <param name="firstGroup">Where to begin, in panel and rows.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="sums">[rows][32]: continued from what they hold; on a cache line's boundary.</param>
    static abstract void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums);
}
