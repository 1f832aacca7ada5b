using Inference.Kernels.MachineCode.Instructions;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>
/// Rows of bf16 numbers by two columns of a cache's blocks, as <see cref="BFloat16Tile"/> multiplies: sums[row][lane] = Σ value[row][term] · column[term][lane].
/// A row's sums are the same among any number of rows.
/// </summary>
internal sealed class CacheTile
{
    private const int VectorBytes = 64;
    private const int PairBytes = 4;

    private static readonly GeneralRegister[] Preserved = [Rbx, Rbp, R12, R13, R14, R15];
    private static readonly VectorRegister[] Columns = [new(24), new(25)];
    private static readonly VectorRegister Value = new(26), FirstOfPair = new(27);

    private readonly Assembler _code = new();
    private readonly int _rows;
    private readonly bool _ofKeys;
    private readonly RowAddresses _values;

    private CacheTile(int rows, bool ofKeys)
    {
        GeneralRegister[] starts = [R8, R10, R11];
        _rows = rows;
        _ofKeys = ofKeys;
        _values = new RowAddresses(R9, starts[..RowAddresses.Starts(rows)]);
    }

    /// <summary>The fields of <see cref="CacheTileArguments"/>, in their order.</summary>
    private enum Argument
    {
        Blocks,
        SecondBlock,
        First,
        Second,
        Step,
        WholeBlocks,
        PairsPerBlock,
        LastPairs,
        Odd,
        Values,
        Stride,
        Sums,
        SumStride,
        SecondSums,
        Ahead,
        SecondAhead,
        Beside,
        FirstOfPair,
    }

    /// <param name="rows">1 … 8.</param>
    /// <param name="ofKeys">Keys or values: which says what is brought near meanwhile.</param>
    public static byte[] Generate(int rows, bool ofKeys) => new CacheTile(rows, ofKeys).Generate();

    private byte[] Generate()
    {
        foreach (GeneralRegister register in Preserved) _code.Push(register);
        LoadArguments();
        for (int i = 0; i < 2 * _rows; i++) Clear(new(i));

        _code.Compare(Rbp, 0);
        _code.SkipIfNotPositive(() =>
        {
            Label nextBlock = _code.Here();
            FindBlock();
            _code.Move(Rcx, Of(Argument.PairsPerBlock));
            AddPairs();
            _code.Subtract(Rbp, 1);
            _code.JumpIfPositive(nextBlock);
        });
        AddLastBlock();

        StoreSums();
        foreach (GeneralRegister register in Preserved.Reverse()) _code.Pop(register);
        _code.ZeroUpper();
        _code.Return();
        return _code.ToArray();
    }

    private void LoadArguments()
    {
        (GeneralRegister, Argument)[] all =
        [
            (Rbx, Argument.Blocks), (Rbp, Argument.WholeBlocks), (R8, Argument.Values), (R9, Argument.Stride),
            (R12, Argument.Ahead), (R13, Argument.SecondAhead), (R14, Argument.Beside), (R15, Argument.Step),
        ];
        foreach ((GeneralRegister register, Argument argument) in all) _code.Move(register, Of(argument));
        _code.Vector(EvexOpcode.BroadcastDword, FirstOfPair, Of(Argument.FirstOfPair));
        _values.Spread(_code);
    }

    /// <summary>The columns' places in the next block.</summary>
    private void FindBlock()
    {
        _code.Move(Rax, Of(Argument.SecondBlock));
        _code.Move(Rsi, MemoryOperand.At(Rbx));
        _code.Move(Rdx, MemoryOperand.At(Rbx, Rax));
        _code.Add(Rsi, Of(Argument.First));
        _code.Add(Rdx, Of(Argument.Second));
        if (!_ofKeys) FindBlockAhead();
        _code.Add(Rbx, sizeof(long));
    }

    private void FindBlockAhead()
    {
        _code.Move(R12, MemoryOperand.At(Rbx, R14));
        _code.Add(R12, Of(Argument.Ahead));
    }

    private void AddLastBlock()
    {
        _code.Move(Rcx, Of(Argument.LastPairs));
        _code.Move(Rax, Of(Argument.Odd));
        _code.Add(Rax, Rcx);
        _code.SkipIfNotPositive(() =>
        {
            FindBlock();
            _code.Compare(Rcx, 0);
            _code.SkipIfNotPositive(AddPairs);
            _code.Move(Rcx, Of(Argument.Odd));
            _code.Compare(Rcx, 0);
            _code.SkipIfNotPositive(() =>
            {
                LoadColumns();
                foreach (VectorRegister column in Columns) _code.Vector(EvexOpcode.AndDword, column, FirstOfPair, column);
                AddProducts();
            });
        });
    }

    /// <summary>As many as are counted, at least one.</summary>
    private void AddPairs()
    {
        Label nextPair = _code.Here();
        LoadColumns();
        AskAhead();
        AddProducts();
        _code.Add(Rsi, R15);
        _code.Add(Rdx, R15);
        _values.Advance(_code, PairBytes);
        _code.Subtract(Rcx, 1);
        _code.JumpIfPositive(nextPair);
    }

    private void LoadColumns()
    {
        _code.Vector(EvexOpcode.Load, Columns[0], MemoryOperand.At(Rsi));
        _code.Vector(EvexOpcode.Load, Columns[1], MemoryOperand.At(Rdx));
    }

    private void AskAhead()
    {
        _code.Prefetch(MemoryOperand.At(R12));
        if (!_ofKeys)
        {
            _code.Prefetch(MemoryOperand.At(R12, VectorBytes));
            _code.Add(R12, 2 * VectorBytes);
            return;
        }

        _code.Prefetch(MemoryOperand.At(R13));
        _code.Prefetch(MemoryOperand.At(Rsi, R14));
        _code.Prefetch(MemoryOperand.At(Rdx, R14));
        _code.Add(R12, VectorBytes);
        _code.Add(R13, VectorBytes);
    }

    private void AddProducts()
    {
        for (int row = 0; row < _rows; row++)
        {
            _code.Vector(EvexOpcode.BroadcastDword, Value, _values[row]);
            for (int column = 0; column < Columns.Length; column++) _code.Vector(EvexOpcode.DotBFloat16, new((2 * row) + column), Columns[column], Value);
        }
    }

    private void StoreSums()
    {
        _code.Move(Rax, Of(Argument.Sums));
        _code.Move(Rcx, Of(Argument.SumStride));
        _code.Move(Rdx, Of(Argument.SecondSums));
        for (int row = 0; row < _rows; row++)
        {
            _code.Vector(EvexOpcode.Store, new(2 * row), MemoryOperand.At(Rax));
            _code.Vector(EvexOpcode.Store, new((2 * row) + 1), MemoryOperand.At(Rax, Rdx));
            if (row + 1 < _rows) _code.Add(Rax, Rcx);
        }
    }

    private void Clear(VectorRegister register) => _code.Vector(EvexOpcode.XorDword, register, register, register);

    private static MemoryOperand Of(Argument argument) => MemoryOperand.At(Rdi, (int)argument * sizeof(long));
}
