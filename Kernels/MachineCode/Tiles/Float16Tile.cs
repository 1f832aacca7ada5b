using Inference.Kernels.MachineCode.Instructions;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>Rows by 32 outputs of f16 weights and single inputs: one chain of fused multiply-adds over the inputs in their order.</summary>
internal sealed class Float16Tile
{
    /// <summary>Sums of so many rows fit the registers beside weights and a value.</summary>
    public const int MaxRows = 12;

    private const int PairBytes = 128;
    private static readonly VectorRegister[] Even = [new(24), new(25)], Odd = [new(26), new(27)];
    private static readonly VectorRegister Value = new(28);

    private readonly Assembler _code = new();
    private readonly int _rows;
    private readonly RowAddresses _values;

    private Float16Tile(int rows)
    {
        GeneralRegister[] starts = [R8, R9, R10, R11];
        _rows = rows;
        _values = new RowAddresses(Rdx, starts[..RowAddresses.Starts(rows)]);
    }

    public static byte[] Generate(int rows) => new Float16Tile(rows).Generate();

    private byte[] Generate()
    {
        _code.Push(Rbx);
        GeneralRegister[] inOrder = [Rsi, R8, Rdx, Rcx, Rbx, Rax, Rdi];
        for (int i = 0; i < inOrder.Length; i++) _code.Move(inOrder[i], MemoryOperand.At(Rdi, i * 8));
        _values.Spread(_code);
        for (int i = 0; i < 2 * _rows; i++) _code.Vector(EvexOpcode.Load, new(i), MemoryOperand.At(Rax, i * 64));

        _code.Compare(Rcx, 0);
        _code.SkipIfNotPositive(Pairs);
        _code.Compare(Rbx, 0);
        _code.SkipIfNotPositive(LastInput);

        for (int i = 0; i < 2 * _rows; i++) _code.Vector(EvexOpcode.Store, new(i), MemoryOperand.At(Rax, i * 64));
        _code.Pop(Rbx);
        _code.ZeroUpper();
        _code.Return();
        return _code.ToArray();
    }

    private void Pairs()
    {
        Label next = _code.Here();
        LoadEven();
        for (int half = 0; half < 2; half++)
        {
            _code.ShiftRight(Odd[half], MemoryOperand.At(Rsi, half * 64), 16);
            Widen(Odd[half]);
        }

        AddProducts(Even, 0);
        AddProducts(Odd, sizeof(float));
        _code.Add(Rsi, PairBytes);
        _values.Advance(_code, 2 * sizeof(float));
        _code.Subtract(Rcx, 1);
        _code.JumpIfPositive(next);
    }

    private void LastInput()
    {
        LoadEven();
        AddProducts(Even, 0);
    }

    private void LoadEven()
    {
        for (int half = 0; half < 2; half++)
        {
            _code.Prefetch(MemoryOperand.At(Rsi, Rdi).Plus(half * 64));
            _code.Vector(EvexOpcode.Load, Even[half], MemoryOperand.At(Rsi, half * 64));
            Widen(Even[half]);
        }
    }

    /// <summary>The lower half of each lane becomes a single.</summary>
    private void Widen(VectorRegister register)
    {
        // The narrowing instruction names its source where others name their target.
        _code.Vector(EvexOpcode.NarrowDwordToWord, register, register);
        _code.Vector(EvexOpcode.HalfToSingle, register, register);
    }

    private void AddProducts(VectorRegister[] weights, int place)
    {
        for (int row = 0; row < _rows; row++)
        {
            _code.Vector(EvexOpcode.BroadcastDword, Value, _values[row].Plus(place));
            for (int half = 0; half < 2; half++)
                _code.Vector(EvexOpcode.MultiplyAdd231, new((2 * row) + half), weights[half], Value);
        }
    }
}
