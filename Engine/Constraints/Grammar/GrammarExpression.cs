using System.Text;
using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints.Grammar;

/// <summary>Reads the right-hand side of a rule.</summary>
internal sealed class GrammarExpression(GrammarScanner scanner, GrammarRules rules, bool isLark)
{
    private int _depth;

    public Expr Alternatives() => Alternatives(grouped: false);

    private Expr Alternatives(bool grouped)
    {
        if (++_depth > ConstraintLimits.Depth) throw ConstraintError.TooLarge($"the grammar's groups are nested more than {ConstraintLimits.Depth} deep");
        List<Expr> options = [];
        do
        {
            scanner.Skip(lines: true);
            options.Add(Sequence(grouped));
        }
        while (IsAtBar(grouped));
        _depth--;
        return Expr.Any(options);
    }

    // An alternative may begin a new line.
    private bool IsAtBar(bool grouped)
    {
        int before = scanner.At;
        scanner.Skip(lines: true);
        if (scanner.TryTake("|")) return true;
        if (!grouped) scanner.At = before;
        return false;
    }

    private Expr Sequence(bool grouped)
    {
        List<Expr> parts = [];
        while (true)
        {
            scanner.Skip(lines: grouped);
            if (scanner.Peek is null or '\n' or '|' or ')' or ';' || (isLark && scanner.Peek == ']')) break;
            if (!grouped && parts.Count == 0 && scanner.IsAtRule()) break;
            if (scanner.TryTake("->"))
            {
                scanner.Skip(lines: false);
                if (scanner.Name() is null) throw scanner.Wrong("a name must follow '->'");
                continue;
            }

            if (scanner.Peek == ',' && !isLark) scanner.At++;
            else parts.Add(Counted(Item()));
        }

        return Expr.Seq(parts);
    }

    private Expr Counted(Expr item)
    {
        while (true)
        {
            scanner.Skip(lines: false);
            if (scanner.TryTake("*"))
            {
                item = Expr.Star(item);
            }
            else if (scanner.TryTake("+"))
            {
                item = Expr.Times(item, 1, null);
            }
            else if (scanner.Peek == '?')
            {
                scanner.At++;
                item = Expr.Optional(item);
            }
            else if (scanner.Peek == '{' && scanner.Reader.TryBraces(out int min, out int? max))
            {
                item = Expr.Times(item, min, max);
            }
            else if (isLark && scanner.TryTake("~"))
            {
                scanner.Skip(lines: false);
                int least = Number();
                item = Expr.Times(item, least, scanner.TryTake("..") ? Math.Max(least, Number()) : least);
            }
            else
            {
                return item;
            }
        }
    }

    private Expr Item()
    {
        switch (scanner.Peek)
        {
            case '(': return Group(")");
            case '[' when isLark: return Expr.Optional(Group("]"));
            case '[': return Expr.Of(new ClassParser(scanner.Reader, scanner.Wrong).Read());
            case '.' when !scanner.StartsWith(".."):
                scanner.At++;
                return Expr.Of(CharacterClasses.NotNewLine);
            case '"' or '\'': return Literal();
            case '/' when isLark:
                scanner.At++;
                return Expression();
            default:
                int line = scanner.Line;
                return scanner.Name() is { } name ? rules.Use(name, line) : throw scanner.Wrong($"'{scanner.Peek}' is not expected here");
        }
    }

    private Expr Group(string close)
    {
        scanner.At++;
        Expr group = Alternatives(grouped: true);
        scanner.Skip(lines: true);
        return scanner.TryTake(close) ? group : throw scanner.Wrong($"a '{close}' is missing");
    }

    private Expr Literal()
    {
        List<CodePointSet> characters = Characters();
        if (isLark && scanner.Peek == 'i')
        {
            scanner.At++;
            return Expr.Seq([.. characters.Select(character => Expr.Of(character.Union(OtherCase(character))))]);
        }

        int before = scanner.At;
        scanner.Skip(lines: false);
        if (!isLark || !scanner.TryTake(".."))
        {
            scanner.At = before;
            return Expr.Seq([.. characters.Select(Expr.Of)]);
        }

        scanner.Skip(lines: false);
        List<CodePointSet> last = Characters();
        if (characters.Count != 1 || last.Count != 1 || characters[0].Ranges[0].First > last[0].Ranges[0].First) throw scanner.Wrong("a range goes from one character to a later one");
        return Expr.Of(CodePointSet.Of((characters[0].Ranges[0].First, last[0].Ranges[0].First)));
    }

    private List<CodePointSet> Characters()
    {
        char? quote = scanner.Peek;
        if (quote is not ('"' or '\'')) throw scanner.Wrong("a text in quotes must stand here");
        scanner.At++;
        List<CodePointSet> characters = [];
        while (scanner.Peek != quote)
        {
            if (scanner.Peek is null or '\n') throw scanner.Wrong("a text whose closing quote is missing");
            characters.Add(scanner.Peek == '\\' ? scanner.Reader.Escape(insideClass: true) : CodePointSet.Of(scanner.Reader.Next()));
        }

        scanner.At++;
        return characters;
    }

    private Expr Expression()
    {
        string pattern = scanner.Until('/');
        if (scanner.Peek is { } flag && char.IsAsciiLetterLower(flag)) throw scanner.Wrong($"the flag '{flag}' of a regular expression is not supported");
        return RegexParser.Whole(pattern.Replace("\\/", "/", StringComparison.Ordinal));
    }

    private int Number() => scanner.Name() is { Length: <= 6 } digits && digits.All(char.IsAsciiDigit) && int.Parse(digits) <= ConstraintLimits.Count
        ? int.Parse(digits)
        : throw scanner.Wrong("a number must follow '~'");

    private static CodePointSet OtherCase(CodePointSet character)
    {
        int value = character.Ranges[0].First;
        if (!Rune.IsValid(value)) return character;
        return CodePointSet.Of(Rune.ToUpperInvariant(new Rune(value)).Value).Union(CodePointSet.Of(Rune.ToLowerInvariant(new Rune(value)).Value));
    }
}
