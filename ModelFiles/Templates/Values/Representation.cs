using System.Globalization;
using System.Numerics;
using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's str and repr.</summary>
internal static class Representation
{
    /// <summary>What printing the value gives.</summary>
    public static string ToText(Execution run, object? value) => value switch
    {
        string text => text,
        Undefined => "",
        Sequence or Mapping or NamespaceValue => Build(run, value),
        _ => Scalar(run, value),
    };

    public static string Build(Execution run, object? value)
    {
        var text = new OutputBuffer(run);
        Append(run, text, value);
        return text.ToString();
    }

    public static string Scalar(Execution run, object? value)
    {
        switch (value)
        {
            case null: return "None";
            case bool flag: return flag ? "True" : "False";
            case long number: return number.ToString(CultureInfo.InvariantCulture);
            case double number: return FloatText.Of(number);
            case BigInteger number:
                run.Charge(number.GetByteCount() * 5L);
                return number.ToString(CultureInfo.InvariantCulture);
            case Undefined: return "Undefined";
            case Generator: return "<generator object>";
            case Macro macro: return $"<Macro '{macro.Name}'>";
            default: return $"<{TypeNames.Of(value)}>";
        }
    }

    private static void Append(Execution run, OutputBuffer text, object? value)
    {
        run.Step();
        switch (value)
        {
            case string s: AppendQuoted(text, s); break;
            case Sequence sequence: AppendSequence(run, text, sequence); break;
            case Mapping mapping: AppendMapping(run, text, mapping); break;
            case NamespaceValue space:
                text.Append("<Namespace ");
                AppendMapping(run, text, space.Attributes);
                text.Append(">");
                break;
            default: text.Append(Scalar(run, value)); break;
        }
    }

    private static void AppendSequence(Execution run, OutputBuffer text, Sequence sequence)
    {
        object?[] items = sequence.Items;
        if (sequence.Kind == SequenceKind.Range)
        {
            long start = items.Length > 0 ? (long)items[0]! : 0;
            long step = items.Length > 1 ? (long)items[1]! - start : 1;
            long stop = start + (step * items.Length);
            text.Append(step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})");
            return;
        }

        (string open, string close) = sequence.Kind switch
        {
            SequenceKind.Tuple => ("(", items.Length == 1 ? ",)" : ")"),
            SequenceKind.List => ("[", "]"),
            _ => (TypeNames.Of(sequence) + "([", "])"),
        };
        run.Enter();
        text.Append(open);
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Append(run, text, items[i]);
        }

        text.Append(close);
        run.Leave();
    }

    private static void AppendMapping(Execution run, OutputBuffer text, Mapping mapping)
    {
        run.Enter();
        text.Append("{");
        for (int i = 0; i < mapping.Count; i++)
        {
            if (i > 0) text.Append(", ");
            Append(run, text, mapping.Entries[i].Key);
            text.Append(": ");
            Append(run, text, mapping.Entries[i].Value);
        }

        text.Append("}");
        run.Leave();
    }

    private static void AppendQuoted(OutputBuffer text, string s)
    {
        char quote = s.Contains('\'') && !s.Contains('"') ? '"' : '\'';
        Span<char> one = stackalloc char[2];
        text.Append(quote);
        foreach (Rune rune in s.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case int code when code == quote: text.Append('\\').Append(quote); break;
                case < 0x20 or 0x7f: text.Append($"\\x{rune.Value:x2}"); break;
                case < 0x7f: text.Append((char)rune.Value); break;
                default:
                    if (IsPrintable(rune)) text.Append(one[..rune.EncodeToUtf16(one)]);
                    else text.Append(rune.Value < 0x100 ? $"\\x{rune.Value:x2}" : rune.Value < 0x10000 ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
                    break;
            }
        }

        text.Append(quote);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
