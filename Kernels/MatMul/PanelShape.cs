namespace Inference.Kernels.MatMul;

/// <summary>The sizes in which matrices are packed and multiplied.</summary>
internal static class PanelShape
{
    /// <summary>Outputs in a panel: its lanes.</summary>
    public const int Outputs = 32;

    /// <summary>
    /// Inputs that are multiplied in one go before the next rows take their turn: a panel's part stays in the first-level cache.
    /// A multiple of every quantised block.
    /// </summary>
    public const int InputsAtOnce = 512;

    /// <summary>Rows that go through a panel before the next panel.</summary>
    public const int RowsAtOnce = 128;

    /// <summary>So many rows go through all inputs in one go: they are few enough to stay in the cache themselves.</summary>
    public const int FewRows = 8;

    public static int Panels(int outputs) => (outputs + Outputs - 1) / Outputs;
}
