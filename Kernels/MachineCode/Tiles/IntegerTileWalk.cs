using System.Runtime.InteropServices;
using Inference.Kernels.MachineCode.Instructions;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>The places that <see cref="IntegerTile"/> works at, from group to group, and from a tile's rows to the next one's.</summary>
/// <param name="code">Where to write.</param>
/// <param name="kind">Of the panel.</param>
/// <param name="rows">Of a tile.</param>
/// <param name="values">The rows' values.</param>
/// <param name="bytesAhead">What each group asks for of what is read next.</param>
internal sealed class IntegerTileWalk(Assembler code, IntegerTileKind kind, int rows, RowAddresses values, int bytesAhead)
{
    /// <summary>Loads the arguments, to which <see cref="Rdi"/> points.</summary>
    public void Begin()
    {
        code.Push(Rdi);
        GeneralRegister[] inOrder = [Rsi, Rdx, Rcx, R8, R9, R12, R13, R14, Rbp, R15, Rdi];
        for (int i = 0; i < inOrder.Length; i++) code.Move(inOrder[i], MemoryOperand.At(Rdi, i * sizeof(long)));
        values.Spread(code);
    }

    /// <summary>The last result is how many groups are left.</summary>
    public void NextGroup()
    {
        code.Add(Rdi, bytesAhead);
        code.Add(Rsi, kind.WeightBytes);
        code.Add(Rdx, IntegerTileKind.LineBytes);
        if (kind.HasMinimums) code.Add(Rcx, IntegerTileKind.LineBytes);
        values.Advance(code, kind.Group);
        code.Add(R12, sizeof(float));
        code.Add(R13, sizeof(float));
        code.Subtract(Rbp, 1);
    }

    /// <summary>Goes on to the rows behind these, and back to the first group. The last result is how many tiles are left.</summary>
    public void NextTile()
    {
        code.Pop(Rax);
        code.Push(Rax);
        values.Advance(code, Argument(nameof(IntegerTileArguments.NextValues), Rax));
        foreach (GeneralRegister ofRows in new[] { R12, R13 }) code.Add(ofRows, Argument(nameof(IntegerTileArguments.NextRowGroups), Rax));
        code.Add(Rsi, Argument(nameof(IntegerTileArguments.NextWeights), Rax));
        code.Add(Rdx, Argument(nameof(IntegerTileArguments.NextScales), Rax));
        if (kind.HasMinimums) code.Add(Rcx, Argument(nameof(IntegerTileArguments.NextScales), Rax));
        code.Add(R15, 2 * rows * IntegerTileKind.LineBytes);
        code.Move(Rbp, Argument(nameof(IntegerTileArguments.Tiles), Rax));
        code.Subtract(Rbp, 1);
        code.Store(Argument(nameof(IntegerTileArguments.Tiles), Rax), Rbp);
        code.Move(Rbp, Argument(nameof(IntegerTileArguments.Groups), Rax));
    }

    public void End() => code.Pop(Rdi);

    public static MemoryOperand Argument(string name, GeneralRegister arguments) =>
        MemoryOperand.At(arguments, (int)Marshal.OffsetOf<IntegerTileArguments>(name));
}
