using Inference.Kernels.MachineCode.Instructions;
using Inference.Kernels.MatMul;
using static Inference.Kernels.MachineCode.Instructions.GeneralRegister;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>
/// Rows by 32 outputs of small integers, group by group: dot products of bytes, four inputs an instruction, then scaled and added to
/// the sums, which stay in registers where there are few rows and in memory where there are many. Then the next rows, as often as asked.
/// </summary>
internal sealed class IntegerTile
{
    /// <summary>Beyond them registers hold dot products of up to 12 rows, and memory the sums.</summary>
    public const int MaxRowsOfSumsInRegisters = 6;

    private const int VectorBytes = IntegerTileKind.LineBytes;

    private static readonly GeneralRegister[] Preserved = [Rbx, Rbp, R12, R13, R14, R15];
    private static readonly VectorRegister[] Weights = [new(24), new(25)];
    private static readonly VectorRegister[] LowNibbles = [new(26), new(27)];
    private static readonly VectorRegister Value = new(28), Mask = new(29), OffsetShift = new(30);

    private readonly Assembler _code = new();
    private readonly IntegerTileKind _kind;
    private readonly int _rows;
    private readonly int _linesAhead;
    private readonly RowAddresses _values;
    private readonly IntegerTileWalk _walk;

    private IntegerTile(IntegerTileKind kind, int rows, int linesAhead)
    {
        GeneralRegister[] starts = [R8, R10, R11, Rbx];
        _kind = kind;
        _rows = rows;
        _linesAhead = linesAhead;
        _values = new RowAddresses(R9, starts[..RowAddresses.Starts(rows)]);
        _walk = new IntegerTileWalk(_code, kind, rows, _values, linesAhead * VectorBytes);
    }

    private bool SumsInRegisters => _rows <= MaxRowsOfSumsInRegisters;

    /// <param name="linesAhead">Cache lines of what is read next that each group asks for.</param>
    public static byte[] Generate(IntegerTileKind kind, int rows, int linesAhead) => new IntegerTile(kind, rows, linesAhead).Generate();

    private byte[] Generate()
    {
        foreach (GeneralRegister register in Preserved) _code.Push(register);
        _code.Vector(EvexOpcode.BroadcastDword, OffsetShift, IntegerTileWalk.Argument(nameof(IntegerTileArguments.OffsetShift), Rdi));
        _code.Vector(EvexOpcode.BroadcastDword, Mask, IntegerTileWalk.Argument(nameof(IntegerTileArguments.NibbleMask), Rdi));
        _walk.Begin();

        Label nextTile = _code.Here();
        if (SumsInRegisters) ForSums((row, half) => _code.Vector(EvexOpcode.Load, Sum(row, half), SumPlace(row, half)));

        Label nextGroup = _code.Here();
        StartDots();
        for (int input = 0; input < _kind.Group; input += _kind.Bits == 8 ? 4 : 8)
        {
            if (_kind.Bits == 8) AddBytes(input);
            else AddNibbles(input);
        }

        ScaleDots();
        _walk.NextGroup();
        _code.JumpIfPositive(nextGroup);

        if (SumsInRegisters) ForSums((row, half) => _code.Vector(EvexOpcode.Store, Sum(row, half), SumPlace(row, half)));
        _walk.NextTile();
        _code.JumpIfPositive(nextTile);

        _walk.End();
        foreach (GeneralRegister register in Preserved.Reverse()) _code.Pop(register);
        _code.ZeroUpper();
        _code.Return();
        return _code.ToArray();
    }

    /// <summary>A dot product begins with what the weights' offset takes from it, which is the same for all outputs.</summary>
    private void StartDots()
    {
        if (!_kind.HasMinimums && _rows > 1) _code.Clear(Rax);
        for (int row = 0; row < _rows; row++)
        {
            if (_kind.HasMinimums)
            {
                for (int half = 0; half < 2; half++) _code.Vector(EvexOpcode.XorDword, Dot(row, half), Dot(row, half), Dot(row, half));
                continue;
            }

            _code.Vector(EvexOpcode.BroadcastDword, Value, OfRow(R13, row));
            _code.Vector(EvexOpcode.ShiftLeftDword, Dot(row, 0), Value, OffsetShift);
            _code.Vector(EvexOpcode.Move, Dot(row, 1), Dot(row, 0));
            NextRow(row);
        }
    }

    /// <summary>Four inputs.</summary>
    private void AddBytes(int input)
    {
        LoadWeights(input / 4 * 2 * VectorBytes);
        AddProducts(Weights, input);
    }

    /// <summary>Eight inputs: four in the low nibbles, then four in the high ones.</summary>
    private void AddNibbles(int input)
    {
        LoadWeights(input / 8 * 2 * VectorBytes);
        for (int half = 0; half < 2; half++) _code.Vector(EvexOpcode.AndDword, LowNibbles[half], Mask, Weights[half]);
        for (int half = 0; half < 2; half++) _code.ShiftRight(Weights[half], Weights[half], 4);
        for (int half = 0; half < 2; half++) _code.Vector(EvexOpcode.AndDword, Weights[half], Mask, Weights[half]);
        AddProducts(LowNibbles, input);
        AddProducts(Weights, input + 4);
    }

    private void LoadWeights(int place)
    {
        for (int half = 0; half < 2; half++)
        {
            Prefetch((place / VectorBytes) + half);
            _code.Vector(EvexOpcode.Load, Weights[half], MemoryOperand.At(Rsi, place + (half * VectorBytes)));
        }
    }

    /// <summary>The lines to ask for, evenly among those that are read.</summary>
    private void Prefetch(int line)
    {
        int lines = _kind.WeightBytes / VectorBytes;
        for (int i = line * _linesAhead / lines; i < (line + 1) * _linesAhead / lines; i++) _code.Prefetch(MemoryOperand.At(Rdi, i * VectorBytes));
    }

    private void AddProducts(VectorRegister[] weights, int input)
    {
        for (int row = 0; row < _rows; row++)
        {
            _code.Vector(EvexOpcode.BroadcastDword, Value, _values[row].Plus(input));
            for (int half = 0; half < 2; half++) _code.Vector(EvexOpcode.DotBytes, Dot(row, half), weights[half], Value);
        }
    }

    private void ScaleDots()
    {
        VectorRegister[] scales = Weights, minimums = LowNibbles;
        for (int half = 0; half < 2; half++)
        {
            _code.Vector(EvexOpcode.HalfToSingle, scales[half], MemoryOperand.At(Rdx, half * 32));
            if (_kind.HasMinimums) _code.Vector(EvexOpcode.HalfToSingle, minimums[half], MemoryOperand.At(Rcx, half * 32));
        }

        if (_rows > 1) _code.Clear(Rax);
        for (int row = 0; row < _rows; row++)
        {
            for (int half = 0; half < 2; half++) AddScaled(row, half, scales[half], minimums[half]);
            NextRow(row);
        }
    }

    private void AddScaled(int row, int half, VectorRegister scale, VectorRegister minimum)
    {
        VectorRegister dot = Dot(row, half), sum = SumsInRegisters ? Sum(row, half) : dot;
        _code.Vector(EvexOpcode.DwordToSingle, dot, dot);
        _code.Vector(EvexOpcode.MultiplySingle, dot, dot, VectorOperand.Broadcast(OfRow(R12, row)));
        if (SumsInRegisters) _code.Vector(EvexOpcode.MultiplyAdd231, sum, dot, scale);
        else _code.Vector(EvexOpcode.MultiplyAdd213, dot, scale, SumPlace(row, half));
        if (_kind.HasMinimums) _code.Vector(EvexOpcode.MultiplyAdd231, sum, minimum, VectorOperand.Broadcast(OfRow(R13, row)));
        if (!SumsInRegisters) _code.Vector(EvexOpcode.Store, sum, SumPlace(row, half));
    }

    /// <summary>A row's place in scales or terms; the offset register counts the rows.</summary>
    private static MemoryOperand OfRow(GeneralRegister start, int row) =>
        row == 0 ? MemoryOperand.At(start) : MemoryOperand.At(start, Rax);

    private void NextRow(int row)
    {
        if (row + 1 < _rows) _code.Add(Rax, R14);
    }

    private void ForSums(Action<int, int> action)
    {
        for (int row = 0; row < _rows; row++)
        {
            for (int half = 0; half < 2; half++) action(row, half);
        }
    }

    private static VectorRegister Dot(int row, int half) => new((2 * row) + half);

    private static VectorRegister Sum(int row, int half) => new((2 * (MaxRowsOfSumsInRegisters + row)) + half);

    private static MemoryOperand SumPlace(int row, int half) => MemoryOperand.At(R15, ((2 * row) + half) * VectorBytes);
}
