namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>
/// Parses the regular expressions of tokenizer files: Oniguruma's Ruby syntax over code points, less what needs captures
/// (back-references, conditionals, calls).
/// </summary>
internal sealed class PatternParser
{
    private const int MaximumDepth = 100;
    private const int MaximumRepeat = 100_000;
    private readonly int[] _pattern;
    private int _at;
    private int _depth;
    private bool _ignoreCase;

    private PatternParser(string pattern) => _pattern = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];

    public static PatternNode Parse(string pattern)
    {
        PatternParser parser = new(pattern);
        PatternNode root = parser.ParseChoice();
        return parser._at == parser._pattern.Length ? root : throw parser.Error("unmatched ')'");
    }

    private PatternNode ParseChoice()
    {
        if (++_depth > MaximumDepth)
            throw Error("nested too deeply");
        bool ignoreCase = _ignoreCase;
        List<PatternNode> options = [ParseSequence()];
        while (TryTake('|'))
            options.Add(ParseSequence());
        _ignoreCase = ignoreCase;
        _depth--;
        return options.Count == 1 ? options[0] : new PatternNode.Choice(options);
    }

    private PatternNode.Sequence ParseSequence()
    {
        List<PatternNode> parts = [];
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            PatternNode? atom = ParseAtom();
            if (atom is not null)
                parts.Add(ParseQuantifiers(atom));
        }
        return new PatternNode.Sequence(parts);
    }

    private PatternNode? ParseAtom()
    {
        int character = _pattern[_at++];
        return character switch
        {
            '(' => ParseGroup(),
            '[' => new PatternNode.Set(ClassParser().ParseClass(ref _at)),
            '.' => new PatternNode.Set(CodePointSet.All.Except(CodePointSet.Of('\n'))),
            '^' => new PatternNode.Assert(Assertion.LineStart),
            '$' => new PatternNode.Assert(Assertion.LineEnd),
            '\\' => ParseEscape(),
            '*' or '+' or '?' => throw Error("a quantifier without anything to repeat"),
            _ => Literal(character),
        };
    }

    private PatternNode.Set Literal(int character) =>
        new(_ignoreCase ? CaseFolding.Close(CodePointSet.Of(character)) : CodePointSet.Of(character));

    private CharacterClassParser ClassParser() => new(_pattern, _ignoreCase);

    private PatternNode ParseEscape()
    {
        if (_at == _pattern.Length)
            throw Error("ends in a backslash");
        Assertion? assertion = _pattern[_at] switch
        {
            'A' => Assertion.TextStart,
            'z' => Assertion.TextEnd,
            'Z' => Assertion.TextEndOrFinalNewline,
            'b' => Assertion.WordBoundary,
            'B' => Assertion.NoWordBoundary,
            _ => null,
        };
        if (assertion is { } kind)
        {
            _at++;
            return new PatternNode.Assert(kind);
        }
        if (_pattern[_at] is >= '1' and <= '9' or 'k' or 'g' or 'G' or 'K' or 'R' or 'X')
            throw Error($"'\\{(char)_pattern[_at]}' is not supported");
        return new PatternNode.Set(ClassParser().ParseEscape(ref _at));
    }

    private PatternNode? ParseGroup()
    {
        if (!TryTake('?'))
            return Close(ParseChoice());
        if (TryTake(':'))
            return Close(ParseChoice());
        if (TryTake('='))
            return new PatternNode.Look(Close(ParseChoice()), Ahead: true, Negative: false);
        if (TryTake('!'))
            return new PatternNode.Look(Close(ParseChoice()), Ahead: true, Negative: true);
        if (TryTake('>'))
            return new PatternNode.Atomic(Close(ParseChoice()));
        if (TryTake('#'))
        {
            while (_at < _pattern.Length && _pattern[_at] != ')')
                _at++;
            Expect(')');
            return null;
        }
        if (TryTake('<'))
        {
            if (TryTake('='))
                return new PatternNode.Look(Close(ParseChoice()), Ahead: false, Negative: false);
            if (TryTake('!'))
                return new PatternNode.Look(Close(ParseChoice()), Ahead: false, Negative: true);
            while (_at < _pattern.Length && _pattern[_at] != '>')
                _at++;
            Expect('>');
            return Close(ParseChoice());
        }
        return ParseOptions();
    }

    private PatternNode? ParseOptions()
    {
        bool outer = _ignoreCase, on = true;
        for (; _at < _pattern.Length; _at++)
        {
            switch (_pattern[_at])
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    _ignoreCase = on;
                    break;
                case 'm' or 's' or 'u' when !on:
                    break;
                case ':':
                    _at++;
                    PatternNode body = Close(ParseChoice());
                    _ignoreCase = outer;
                    return body;
                case ')':
                    _at++;
                    return null;
                default:
                    throw Error("a group option that is not supported");
            }
        }
        throw Error("missing ')'");
    }

    private PatternNode ParseQuantifiers(PatternNode atom)
    {
        int applied = 0;
        while (_at < _pattern.Length)
        {
            (int minimum, int maximum)? range = _pattern[_at] switch
            {
                '*' => (0, int.MaxValue),
                '+' => (1, int.MaxValue),
                '?' => (0, 1),
                '{' => ParseBraces(),
                _ => null,
            };
            if (range is null)
                break;
            if (++applied > 3)
                throw Error("quantifiers upon quantifiers");
            bool braces = _pattern[_at] == '{';
            if (braces)
                while (_pattern[_at] != '}')
                    _at++;
            _at++;
            Greed greed = TryTake('?') ? Greed.Lazy : !braces && TryTake('+') ? Greed.Possessive : Greed.Greedy;
            atom = new PatternNode.Repeat(atom, range.Value.minimum, range.Value.maximum, greed);
        }
        return atom;
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c>, <c>{,m}</c> or <c>{n,m}</c> without moving on; anything else is literal text.</summary>
    private (int Minimum, int Maximum)? ParseBraces()
    {
        int at = _at + 1;
        int? minimum = Number(ref at), maximum = minimum;
        if (at < _pattern.Length && _pattern[at] == ',')
        {
            at++;
            maximum = Number(ref at) ?? (minimum is null ? null : int.MaxValue);
            minimum ??= maximum is null ? null : 0;
        }
        if (minimum is null || maximum is null || at == _pattern.Length || _pattern[at] != '}')
            return null;
        return minimum <= maximum ? (minimum.Value, maximum.Value) : throw Error("a repeat count that runs backwards");
    }

    private int? Number(ref int at)
    {
        int? number = null;
        for (; at < _pattern.Length && _pattern[at] is >= '0' and <= '9'; at++)
        {
            number = ((number ?? 0) * 10) + _pattern[at] - '0';
            if (number > MaximumRepeat)
                throw Error("a repeat count that is too large");
        }
        return number;
    }

    private PatternNode Close(PatternNode body)
    {
        Expect(')');
        return body;
    }

    private void Expect(int character)
    {
        if (!TryTake(character))
            throw Error($"missing '{(char)character}'");
    }

    private bool TryTake(int character)
    {
        if (_at == _pattern.Length || _pattern[_at] != character)
            return false;
        _at++;
        return true;
    }

    private PatternException Error(string message) => new($"regular expression, at {_at}: {message}");
}
