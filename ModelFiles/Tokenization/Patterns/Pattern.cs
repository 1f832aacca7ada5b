using System.Numerics;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>Where a match starts and ends, in UTF-16 units.</summary>
internal readonly record struct PatternMatch(int Start, int End);

/// <summary>A compiled regular expression over code points, as tokenizer files write them. Immutable; safe for concurrent use.</summary>
internal sealed class Pattern
{
    private const int MaximumAlternatives = 64;
    private readonly Instruction[] _program;
    private readonly int[] _alternatives;
    private readonly int _registers;
    private readonly CodePointClasses _classes;

    /// <summary>For each class of first code points, which alternatives may match; and which may at the end of the text.</summary>
    private readonly ulong[] _candidates;
    private readonly ulong _emptyCandidates;

    /// <summary>A failure anywhere in a run of this set means failure in all of the rest of the run, for want of anything but the run.</summary>
    private readonly bool[]? _leadingRun;

    public Pattern(string source)
        : this(PatternParser.Parse(source))
    {
    }

    public Pattern(PatternNode root)
    {
        while (root is PatternNode.Sequence { Parts: [var only] })
            root = only;
        IReadOnlyList<PatternNode> options = root is PatternNode.Choice choice && choice.Options.Count <= MaximumAlternatives ? choice.Options : [root];

        PatternCompiler compiler = new();
        _alternatives = [.. options.Select(compiler.Append)];
        _program = [.. compiler.Program];
        _registers = compiler.Registers;

        FirstSet[] firsts = [.. options.Select(FirstSet.Of)];
        List<CodePointSet> sets = [.. firsts.Select(first => first.Members)];
        sets.AddRange(_program.Where(instruction => instruction.Set is not null).Select(instruction => instruction.Set!));
        _classes = new CodePointClasses(sets);
        int next = firsts.Length;
        for (int i = 0; i < _program.Length; i++)
        {
            if (_program[i].Set is not null)
                _program[i].Members = _classes.Members[next++];
        }
        _candidates = new ulong[_classes.Count];
        for (int i = 0; i < firsts.Length; i++)
        {
            if (firsts[i].Nullable)
                _emptyCandidates |= 1UL << i;
            for (int c = 0; c < _candidates.Length; c++)
            {
                if (firsts[i].Nullable || _classes.Members[i][c])
                    _candidates[c] |= 1UL << i;
            }
        }
        ref Instruction first0 = ref _program[0];
        if (options.Count == 1 && first0 is { Operation: Operation.GreedyRun or Operation.PossessiveRun, Minimum: 1, Maximum: int.MaxValue })
            _leadingRun = first0.Members;
    }

    /// <summary>A pattern that matches a text as it stands.</summary>
    public static Pattern Literal(string text) =>
        new(new PatternNode.Sequence([.. text.EnumerateRunes().Select(rune => new PatternNode.Set(CodePointSet.Of(rune.Value)))]));

    /// <summary>Adds all matches from left to right that do not overlap. An empty match next to the one before it does not count.</summary>
    /// <exception cref="PatternException">The text and the pattern together ask for more steps than the budget holds.</exception>
    public void FindAll(ReadOnlySpan<char> text, List<PatternMatch> matches)
    {
        PatternMatcher matcher = new(text, _program, _classes, _registers);
        long budget = Budget(text.Length);
        int previousEnd = -1;
        for (int start = 0; start < text.Length;)
        {
            int codePointClass = _classes.At(text, start, out int length);
            int end = MatchAny(ref matcher, _candidates[codePointClass], start, ref budget);
            if (end > start || (end == start && end != previousEnd))
            {
                matches.Add(new PatternMatch(start, end));
                previousEnd = end;
            }
            if (end > start)
            {
                start = end;
                continue;
            }
            start += length;
            if (end < 0 && _leadingRun is not null && _leadingRun[codePointClass])
            {
                while (start < text.Length && _leadingRun[_classes.At(text, start, out length)])
                    start += length;
            }
        }
        if (_emptyCandidates != 0 && previousEnd != text.Length && MatchAny(ref matcher, _emptyCandidates, text.Length, ref budget) >= 0)
            matches.Add(new PatternMatch(text.Length, text.Length));
    }

    private int MatchAny(ref PatternMatcher matcher, ulong candidates, int start, ref long budget)
    {
        for (; candidates != 0; candidates &= candidates - 1)
        {
            int end = matcher.Match(_alternatives[BitOperations.TrailingZeroCount(candidates)], start, ref budget);
            if (end >= 0)
                return end;
        }
        return -1;
    }

    /// <summary>How many steps matching a text of this length may take.</summary>
    private static long Budget(int length) => 1_000_000 + (1000L * length);
}
