namespace Inference.Kernels.MachineCode.Instructions;

/// <summary>
/// The addresses of rows that lie a stride apart: every third row has a register, which reaches the next two by adding the stride once
/// or twice.
/// </summary>
internal sealed class RowAddresses(GeneralRegister stride, GeneralRegister[] starts)
{
    private const int RowsPerStart = 3;

    /// <summary>How many registers so many rows take.</summary>
    public static int Starts(int rows) => (rows + RowsPerStart - 1) / RowsPerStart;

    public MemoryOperand this[int row] => (row % RowsPerStart) switch
    {
        0 => MemoryOperand.At(starts[row / RowsPerStart]),
        int steps => MemoryOperand.At(starts[row / RowsPerStart], stride, steps),
    };

    /// <summary>Computes the registers of all but the first row, which holds its address already, as the stride does.</summary>
    public void Spread(Assembler code)
    {
        for (int i = 1; i < starts.Length; i++)
        {
            code.LoadAddress(starts[i], MemoryOperand.At(starts[i - 1], stride, 2));
            code.Add(starts[i], stride);
        }
    }

    public void Advance(Assembler code, int bytes)
    {
        foreach (GeneralRegister start in starts) code.Add(start, bytes);
    }

    public void Advance(Assembler code, MemoryOperand bytes)
    {
        foreach (GeneralRegister start in starts) code.Add(start, bytes);
    }
}
