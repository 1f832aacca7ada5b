using System.Globalization;
using System.Text;
using System.Text.Json;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>How JSON is written: the pieces that schemas are made of.</summary>
/// <remarks>
/// White space is optional and bounded, so that no model can go on with it for ever: between tokens at most one space, or a line
/// break and up to 40 spaces; none before the first token and none behind the last. Numbers have at most 16 digits before and
/// behind the point. A character has one spelling wherever it matters what the string says; elsewhere all spellings are allowed
/// but halves of surrogate pairs.
/// </remarks>
internal static class JsonText
{
    private const int Indentation = 20, Digits = 15;

    private static readonly CodePointSet Controls = CodePointSet.Of((0, 0x1F));
    private static readonly CodePointSet Plain = CodePointSet.All.Except(Controls.Union(CodePointSet.Of(('"', '"'), ('\\', '\\'))));
    private static readonly Dictionary<int, char> ShortEscapes = new()
    {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
    };

    private static readonly Expr Hex = Set(('0', '9'), ('A', 'F'), ('a', 'f'));
    private static readonly Expr Digit = Set(('0', '9'));
    private static readonly Expr DigitNotZero = Set(('1', '9'));

    public static Expr Space { get; } = Expr.Optional(Expr.Any(Expr.Text(" "), Expr.Seq(Expr.Text("\n"), Expr.Times(Expr.Text(" "), 0, Indentation))));

    public static Expr Quote { get; } = Expr.Text("\"");

    public static Expr Comma { get; } = Expr.Seq(Expr.Text(","), Space);

    public static Expr Colon { get; } = Expr.Seq(Expr.Text(":"), Expr.Optional(Expr.Text(" ")));

    /// <summary>A character of a string in any spelling.</summary>
    public static Expr Character { get; } = Expr.Any(
        Expr.Of(Plain),
        Expr.Seq(Expr.Text("\\"), Expr.Any(Set(('"', '"'), ('\\', '\\'), ('/', '/'), ('b', 'b'), ('f', 'f'), ('n', 'n'), ('r', 'r'), ('t', 't')), Expr.Seq(Expr.Text("u"), Utf16()))));

    public static Expr String { get; } = StringOf(Expr.Star(Character));

    public static Expr Natural { get; } = Expr.Any(Expr.Text("0"), Expr.Seq(DigitNotZero, Expr.Times(Digit, 0, Digits)));

    public static Expr Integer { get; } = Expr.Seq(Expr.Optional(Expr.Text("-")), Natural);

    public static Expr Number { get; } = Expr.Seq(
        Integer,
        Expr.Optional(Expr.Seq(Expr.Text("."), Expr.Times(Digit, 1, Digits + 1))),
        Expr.Optional(Expr.Seq(Set(('E', 'E'), ('e', 'e')), Expr.Optional(Set(('+', '+'), ('-', '-'))), Expr.Times(Digit, 1, 2))));

    public static Expr Boolean { get; } = Expr.Any(Expr.Text("true"), Expr.Text("false"));

    public static Expr Null { get; } = Expr.Text("null");

    public static Expr StringOf(Expr characters) => Expr.Seq(Quote, characters, Quote);

    /// <summary>A character of a set, in the one spelling that <see cref="Literal(string)"/> uses.</summary>
    public static Expr OneSpelling(CodePointSet set)
    {
        CodePointSet special = Plain.Complement();
        List<Expr> options = [Expr.Of(set.Except(special))];
        foreach ((int first, int last) in set.Except(Plain).Ranges)
        {
            for (int c = first; c <= last; c++) options.Add(Expr.Text(Escaped(c)));
        }

        return Expr.Any(options);
    }

    /// <summary>A string as it is written, with its quotes.</summary>
    public static string Literal(string value)
    {
        StringBuilder text = new("\"");
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (Plain.Contains(rune.Value)) text.Append(rune.ToString());
            else text.Append(Escaped(rune.Value));
        }

        return text.Append('"').ToString();
    }

    /// <summary>A value as it is written: without white space, its properties in their order.</summary>
    public static string Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Literal(value.GetString()!),
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Literal))}]",
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(property => $"{Literal(property.Name)}:{Literal(property.Value)}"))}}}",
        _ => value.GetRawText(),
    };

    private static string Escaped(int c) => ShortEscapes.TryGetValue(c, out char letter)
        ? $"\\{letter}"
        : string.Create(CultureInfo.InvariantCulture, $"\\u{c:x4}");

    private static Expr Utf16()
    {
        Expr d = Set(('D', 'D'), ('d', 'd')), two = Expr.Times(Hex, 2, 2);
        return Expr.Any(
            Expr.Seq(Set(('0', '9'), ('A', 'C'), ('E', 'F'), ('a', 'c'), ('e', 'f')), Expr.Times(Hex, 3, 3)),
            Expr.Seq(d, Set(('0', '7')), two),
            Expr.Seq(d, Set(('8', '9'), ('A', 'B'), ('a', 'b')), two, Expr.Text("\\u"), d, Set(('C', 'F'), ('c', 'f')), two));
    }

    private static Expr Set(params (int, int)[] ranges) => Expr.Of(CodePointSet.Of(ranges));
}
