using System.Runtime.InteropServices;
using Inference.Kernels.MachineCode.Instructions;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>What the code of <see cref="BFloat16Tile"/> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BFloat16TileArguments
{
    /// <summary>[pairs][32 outputs][2]</summary>
    public byte* Weights;

    /// <summary>[rows][pairs][2]</summary>
    public ushort* Values;

    /// <summary>Bytes from one row of values to the next.</summary>
    public nint Stride;

    /// <summary>At least 1.</summary>
    public nint Pairs;

    /// <summary>[rows][32], continued.</summary>
    public float* Sums;

    /// <summary>What is brought near meanwhile.</summary>
    public byte* Ahead;
}

/// <summary>
/// Rows by 32 outputs of bf16 numbers. One instruction adds the products of two inputs to a sum: the odd one first, each by a fused
/// multiply-add that takes and gives zeros for what is below the normal numbers.
/// </summary>
internal static class BFloat16Tile
{
    /// <summary>Sums of so many rows fit the registers beside weights and a value.</summary>
    public const int MaxRows = 12;

    /// <summary>Cache lines of so many pairs at once.</summary>
    public const int LinesAtOnce = 8;

    /// <summary>Weights of two inputs.</summary>
    public const int PairBytes = 2 * LineBytes;

    private const int LineBytes = 64;
    private const int PairsAtOnce = LinesAtOnce * LineBytes / PairBytes;
    private static readonly VectorRegister[] Weights = [new(24), new(25)];
    private static readonly VectorRegister Value = new(26);

    /// <param name="linesAhead">Cache lines of what is read next to be asked for with each <see cref="LinesAtOnce"/> that are read.</param>
    public static byte[] Generate(int rows, int linesAhead)
    {
        Assembler code = new();
        GeneralRegister[] starts = [R8, R9, R10, R11];
        RowAddresses values = new(Rdx, starts[..RowAddresses.Starts(rows)]);
        code.Move(Rsi, MemoryOperand.At(Rdi, 0));
        code.Move(R8, MemoryOperand.At(Rdi, 8));
        code.Move(Rdx, MemoryOperand.At(Rdi, 16));
        code.Move(Rcx, MemoryOperand.At(Rdi, 24));
        code.Move(Rax, MemoryOperand.At(Rdi, 32));
        code.Move(Rdi, MemoryOperand.At(Rdi, 40));
        values.Spread(code);
        for (int i = 0; i < 2 * rows; i++) code.Vector(EvexOpcode.Load, new(i), MemoryOperand.At(Rax, i * LineBytes));

        code.Subtract(Rcx, PairsAtOnce - 1);
        code.SkipIfNotPositive(() => Loop(code, rows, values, PairsAtOnce, linesAhead));
        code.Add(Rcx, PairsAtOnce - 1);
        code.SkipIfNotPositive(() => Loop(code, rows, values, 1, (linesAhead + PairsAtOnce - 1) / PairsAtOnce));

        for (int i = 0; i < 2 * rows; i++) code.Vector(EvexOpcode.Store, new(i), MemoryOperand.At(Rax, i * LineBytes));
        code.ZeroUpper();
        code.Return();
        return code.ToArray();
    }

    /// <summary>So many pairs at once while the count of pairs is positive.</summary>
    private static void Loop(Assembler code, int rows, RowAddresses values, int pairs, int linesAhead)
    {
        Label next = code.Here();
        for (int line = 0; line < linesAhead; line++) code.Prefetch(MemoryOperand.At(Rdi, line * LineBytes));
        for (int pair = 0; pair < pairs; pair++)
        {
            for (int half = 0; half < 2; half++)
                code.Vector(EvexOpcode.Load, Weights[half], MemoryOperand.At(Rsi, (pair * PairBytes) + (half * LineBytes)));
            for (int row = 0; row < rows; row++)
            {
                code.Vector(EvexOpcode.BroadcastDword, Value, values[row].Plus(pair * 4));
                for (int half = 0; half < 2; half++) code.Vector(EvexOpcode.DotBFloat16, new((2 * row) + half), Weights[half], Value);
            }
        }

        code.Add(Rdi, linesAhead * LineBytes);
        code.Add(Rsi, pairs * PairBytes);
        values.Advance(code, pairs * 4);
        code.Subtract(Rcx, pairs);
        code.JumpIfPositive(next);
    }
}
