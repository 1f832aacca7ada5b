using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>Runs a compiled pattern by backtracking, on a stack of its own and under a budget of steps.</summary>
internal ref struct PatternMatcher(ReadOnlySpan<char> text, Instruction[] program, CodePointClasses classes, int registers)
{
    private const int PlainEntry = -1;
    private const int RegisterEntry = -2;
    private const int LazyEntry = -3;
    [ThreadStatic]
    private static int[]? _spareStack;
    private readonly ReadOnlySpan<char> _text = text;
    private readonly Instruction[] _program = program;
    private readonly int[] _registers = registers == 0 ? [] : new int[registers];
    private int[] _stack = _spareStack ??= new int[3 * 64];
    private int _top;

    /// <summary>Where a match of the code at an address ends when it starts at a position, or -1.</summary>
    public int Match(int address, int position, ref long budget)
    {
        int bottom = _top;
        int at = address;
        while (true)
        {
            if (--budget < 0)
                ThrowBudget();
            ref readonly Instruction step = ref _program[at];
            bool ok = true;
            switch (step.Operation)
            {
                case Operation.Match:
                    _top = bottom;
                    return position;
                case Operation.Set:
                    int length = 0;
                    ok = position < _text.Length && step.Members[classes.At(_text, position, out length)];
                    position += length;
                    at++;
                    break;
                case Operation.PossessiveRun:
                    ok = Run(in step, ref position, step.Maximum, ref budget) >= step.Minimum;
                    at++;
                    break;
                case Operation.GreedyRun:
                    ok = GreedyRun(in step, at, ref position, ref budget);
                    at++;
                    break;
                case Operation.LazyRun:
                    ok = Run(in step, ref position, step.Minimum, ref budget) == step.Minimum;
                    if (ok && step.Maximum > step.Minimum)
                        Push(at, position, LazyEntry - (step.Maximum == int.MaxValue ? 0 : step.Maximum - step.Minimum));
                    at++;
                    break;
                case Operation.Fork:
                    Push(step.Other, position, PlainEntry);
                    at = step.Target;
                    break;
                case Operation.Jump:
                    at = step.Target;
                    break;
                case Operation.Look:
                    int from = position;
                    for (int i = 0; i < step.Behind && from >= 0; i++)
                        from = Back(from);
                    ok = (from >= 0 && Match(at + 1, from, ref budget) >= 0) != step.Negative;
                    at = step.Target;
                    break;
                case Operation.Atomic:
                    position = Match(at + 1, position, ref budget);
                    ok = position >= 0;
                    at = step.Target;
                    break;
                case Operation.Assert:
                    ok = Holds(step.Assertion, position);
                    at++;
                    break;
                case Operation.Mark:
                    Push(step.Target, _registers[step.Target], RegisterEntry);
                    _registers[step.Target] = position;
                    at++;
                    break;
                case Operation.Progress:
                    ok = position > _registers[step.Target];
                    at++;
                    break;
            }
            if (!ok && !Backtrack(bottom, out at, out position, ref budget))
                return -1;
        }
    }

    private int Run(ref readonly Instruction step, ref int position, int maximum, ref long budget)
    {
        bool[] members = step.Members;
        int count = 0, at = position;
        while (count < maximum && at < _text.Length && members[classes.At(_text, at, out int length)])
        {
            at += length;
            count++;
        }
        position = at;
        budget -= count;
        return count;
    }

    private bool GreedyRun(ref readonly Instruction step, int at, ref int position, ref long budget)
    {
        int least = position;
        if (step.Minimum > 0 && Run(in step, ref least, step.Minimum, ref budget) < step.Minimum)
            return false;
        position = least;
        Run(in step, ref position, step.Maximum - step.Minimum, ref budget);
        if (position > least && _program[at + 1].Operation != Operation.Match)
            Push(at + 1, position, least);
        return true;
    }

    /// <summary>Entries: (address, position, least position of a greedy run or a kind).</summary>
    private void Push(int address, int position, int kind)
    {
        if (_top + 3 > _stack.Length)
        {
            Array.Resize(ref _stack, _stack.Length * 2);
            _spareStack = _stack.Length <= 1 << 20 ? _stack : null;
        }
        _stack[_top++] = address;
        _stack[_top++] = position;
        _stack[_top++] = kind;
    }

    private bool Backtrack(int bottom, out int address, out int position, ref long budget)
    {
        while (_top > bottom)
        {
            int kind = _stack[_top - 1];
            position = _stack[_top - 2];
            address = _stack[_top - 3];
            budget--;
            switch (kind)
            {
                case RegisterEntry:
                    _top -= 3;
                    _registers[address] = position;
                    continue;
                case PlainEntry:
                    _top -= 3;
                    return true;
                case >= 0:
                    position = Back(position);
                    if (position > kind)
                        _stack[_top - 2] = position;
                    else
                        _top -= 3;
                    return true;
                default:
                    _top -= 3;
                    int more = LazyEntry - kind;
                    if (Run(in _program[address], ref position, 1, ref budget) == 0)
                        continue;
                    if (more != 1)
                        Push(address, position, LazyEntry - Math.Max(0, more - 1));
                    address++;
                    return true;
            }
        }
        address = position = -1;
        return false;
    }

    private readonly int Back(int position) =>
        position >= 2 && char.IsLowSurrogate(_text[position - 1]) && char.IsHighSurrogate(_text[position - 2]) ? position - 2 : position - 1;

    private readonly bool Holds(Assertion assertion, int position) => assertion switch
    {
        Assertion.TextStart => position == 0,
        Assertion.TextEnd => position == _text.Length,
        Assertion.TextEndOrFinalNewline => position == _text.Length || (position == _text.Length - 1 && _text[position] == '\n'),
        Assertion.LineStart => position == 0 || _text[position - 1] == '\n',
        Assertion.LineEnd => position == _text.Length || _text[position] == '\n',
        Assertion.WordBoundary => IsWord(Back(position)) != IsWord(position),
        _ => IsWord(Back(position)) == IsWord(position),
    };

    private readonly bool IsWord(int position) => position >= 0 && position < _text.Length
        && Rune.DecodeFromUtf16(_text[position..], out Rune rune, out _) == OperationStatus.Done && NamedSets.Word.Contains(rune.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowBudget() =>
        throw new PatternException("the pre-tokenizer's regular expression takes too many steps on this text");
}
