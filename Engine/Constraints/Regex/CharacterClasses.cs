using System.Globalization;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Regex;

/// <summary>Classes that have names. \d, \w and \s are ASCII, as in JSON Schema's dialect; \p knows general categories.</summary>
internal static class CharacterClasses
{
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["Letter"] = "L", ["Mark"] = "M", ["Number"] = "N", ["Separator"] = "Z", ["Punctuation"] = "P", ["Symbol"] = "S", ["Other"] = "C",
        ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Decimal_Number"] = "Nd",
    };

    private static readonly Lazy<CodePointSet[]> ByCategory = new(ReadCategories);

    public static CodePointSet Digit { get; } = CodePointSet.Of(('0', '9'));

    public static CodePointSet Word { get; } = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    public static CodePointSet Space { get; } = CodePointSet.Of(('\t', '\r'), (' ', ' '));

    public static CodePointSet NotNewLine { get; } = CodePointSet.Of('\n').Complement();

    /// <summary>The class of \d, \w, \s and their opposites; null where the letter names none.</summary>
    public static CodePointSet? OfEscape(char letter) => letter switch
    {
        'd' => Digit,
        'D' => Digit.Complement(),
        'w' => Word,
        'W' => Word.Complement(),
        's' => Space,
        'S' => Space.Complement(),
        _ => null,
    };

    /// <summary>A general category, or all that begin with its letter; null where there is none of that name.</summary>
    public static CodePointSet? OfCategory(string name)
    {
        name = LongNames.GetValueOrDefault(name, name);
        int[] wanted = [.. Enumerable.Range(0, Categories.Length).Where(i => Categories[i] == name || (name.Length == 1 && Categories[i][0] == name[0]))];
        return wanted.Length == 0 ? null : CodePointSet.Of(wanted.SelectMany(i => ByCategory.Value[i].Ranges));
    }

    private static CodePointSet[] ReadCategories()
    {
        List<(int, int)>[] ranges = [.. Categories.Select(_ => new List<(int, int)>())];
        for (int first = 0; first <= CodePointSet.Last;)
        {
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(first);
            int last = first;
            while (last < CodePointSet.Last && CharUnicodeInfo.GetUnicodeCategory(last + 1) == category) last++;
            ranges[(int)category].Add((first, last));
            first = last + 1;
        }

        return [.. ranges.Select(list => CodePointSet.Of(list))];
    }
}
