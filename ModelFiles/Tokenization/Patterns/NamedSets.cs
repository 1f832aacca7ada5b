using System.Globalization;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>The code point sets that patterns name: general categories, the classes <c>\s \d \w \h</c>, and the scripts in use.</summary>
internal static class NamedSets
{
    public static readonly CodePointSet Letter = CodePointSet.Of(UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter,
        UnicodeCategory.TitlecaseLetter, UnicodeCategory.ModifierLetter, UnicodeCategory.OtherLetter);
    public static readonly CodePointSet Mark = CodePointSet.Of(UnicodeCategory.NonSpacingMark, UnicodeCategory.SpacingCombiningMark,
        UnicodeCategory.EnclosingMark);
    public static readonly CodePointSet Number = CodePointSet.Of(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.LetterNumber,
        UnicodeCategory.OtherNumber);
    public static readonly CodePointSet Punctuation = CodePointSet.Of(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.DashPunctuation,
        UnicodeCategory.OpenPunctuation, UnicodeCategory.ClosePunctuation, UnicodeCategory.InitialQuotePunctuation,
        UnicodeCategory.FinalQuotePunctuation, UnicodeCategory.OtherPunctuation);
    public static readonly CodePointSet Symbol = CodePointSet.Of(UnicodeCategory.MathSymbol, UnicodeCategory.CurrencySymbol,
        UnicodeCategory.ModifierSymbol, UnicodeCategory.OtherSymbol);
    public static readonly CodePointSet Separator = CodePointSet.Of(UnicodeCategory.SpaceSeparator, UnicodeCategory.LineSeparator,
        UnicodeCategory.ParagraphSeparator);
    public static readonly CodePointSet Other = CodePointSet.Of(UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.Surrogate,
        UnicodeCategory.PrivateUse, UnicodeCategory.OtherNotAssigned);
    public static readonly CodePointSet Space = Separator.Union(CodePointSet.Between(9, 13)).Union(CodePointSet.Of(0x85));
    public static readonly CodePointSet Digit = CodePointSet.Of(UnicodeCategory.DecimalDigitNumber);
    
    private static readonly CodePointSet WordWithoutJoiners = Letter.Union(Mark).Union(Digit).Union(CodePointSet.Of(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.LetterNumber))
        .Union(Ranges(0x24B6, 0x24E9, 0x1F130, 0x1F149, 0x1F150, 0x1F169, 0x1F170, 0x1F189));

    /// <summary>The Unicode standard's, and Rust's: alphabetic code points, marks, decimal digits, connectors and joiners.</summary>
    public static readonly CodePointSet StandardWord = WordWithoutJoiners.Union(CodePointSet.Between(0x200C, 0x200D));

    /// <summary>Oniguruma's <c>\w</c>: no joiners, but the numbers of Latin-1.</summary>
    public static readonly CodePointSet Word = WordWithoutJoiners.Union(CodePointSet.Of("²³¹¼½¾"));
    public static readonly CodePointSet HexDigit = CodePointSet.Of("0123456789abcdefABCDEF");

    /// <summary>ASCII punctuation in the sense of C's <c>ispunct</c>, and the category P.</summary>
    public static readonly CodePointSet PunctuationWithAsciiSymbols = Punctuation.Union(CodePointSet.Of("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"));

    private static readonly Dictionary<string, CodePointSet> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["L"] = Letter, ["Letter"] = Letter, ["Alpha"] = Letter.Union(Mark).Union(CodePointSet.Of(UnicodeCategory.LetterNumber)),
        ["M"] = Mark, ["Mark"] = Mark, ["N"] = Number, ["Number"] = Number, ["P"] = Punctuation, ["Punctuation"] = Punctuation,
        ["Punct"] = Punctuation, ["S"] = Symbol, ["Symbol"] = Symbol, ["Z"] = Separator, ["Separator"] = Separator, ["C"] = Other, ["Other"] = Other,
        ["Lu"] = CodePointSet.Of(UnicodeCategory.UppercaseLetter), ["Upper"] = CodePointSet.Of(UnicodeCategory.UppercaseLetter),
        ["Ll"] = CodePointSet.Of(UnicodeCategory.LowercaseLetter), ["Lower"] = CodePointSet.Of(UnicodeCategory.LowercaseLetter),
        ["Lt"] = CodePointSet.Of(UnicodeCategory.TitlecaseLetter), ["Lm"] = CodePointSet.Of(UnicodeCategory.ModifierLetter),
        ["Lo"] = CodePointSet.Of(UnicodeCategory.OtherLetter), ["Mn"] = CodePointSet.Of(UnicodeCategory.NonSpacingMark),
        ["Mc"] = CodePointSet.Of(UnicodeCategory.SpacingCombiningMark), ["Me"] = CodePointSet.Of(UnicodeCategory.EnclosingMark),
        ["Nd"] = Digit, ["Digit"] = Digit, ["Nl"] = CodePointSet.Of(UnicodeCategory.LetterNumber), ["No"] = CodePointSet.Of(UnicodeCategory.OtherNumber),
        ["Pc"] = CodePointSet.Of(UnicodeCategory.ConnectorPunctuation), ["Pd"] = CodePointSet.Of(UnicodeCategory.DashPunctuation),
        ["Ps"] = CodePointSet.Of(UnicodeCategory.OpenPunctuation), ["Pe"] = CodePointSet.Of(UnicodeCategory.ClosePunctuation),
        ["Pi"] = CodePointSet.Of(UnicodeCategory.InitialQuotePunctuation), ["Pf"] = CodePointSet.Of(UnicodeCategory.FinalQuotePunctuation),
        ["Po"] = CodePointSet.Of(UnicodeCategory.OtherPunctuation), ["Sm"] = CodePointSet.Of(UnicodeCategory.MathSymbol),
        ["Sc"] = CodePointSet.Of(UnicodeCategory.CurrencySymbol), ["Sk"] = CodePointSet.Of(UnicodeCategory.ModifierSymbol),
        ["So"] = CodePointSet.Of(UnicodeCategory.OtherSymbol), ["Zs"] = CodePointSet.Of(UnicodeCategory.SpaceSeparator),
        ["Zl"] = CodePointSet.Of(UnicodeCategory.LineSeparator), ["Zp"] = CodePointSet.Of(UnicodeCategory.ParagraphSeparator),
        ["Cc"] = CodePointSet.Of(UnicodeCategory.Control), ["Cntrl"] = CodePointSet.Of(UnicodeCategory.Control),
        ["Cf"] = CodePointSet.Of(UnicodeCategory.Format), ["Co"] = CodePointSet.Of(UnicodeCategory.PrivateUse),
        ["Cn"] = CodePointSet.Of(UnicodeCategory.OtherNotAssigned), ["Cs"] = CodePointSet.Of(UnicodeCategory.Surrogate),
        ["Space"] = Space, ["White_Space"] = Space, ["Word"] = Word, ["Alnum"] = Letter.Union(Mark).Union(Digit), ["XDigit"] = HexDigit,
        ["ASCII"] = CodePointSet.Between(0, 0x7F), ["Any"] = CodePointSet.All,
        ["Han"] = Ranges(0x2E80, 0x2E99, 0x2E9B, 0x2EF3, 0x2F00, 0x2FD5, 0x3005, 0x3005, 0x3007, 0x3007, 0x3021, 0x3029, 0x3038, 0x303B,
            0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFA6D, 0xFA70, 0xFAD9, 0x16FE2, 0x16FE3, 0x16FF0, 0x16FF1, 0x20000, 0x2A6DF, 0x2A700, 0x2B739,
            0x2B740, 0x2B81D, 0x2B820, 0x2CEA1, 0x2CEB0, 0x2EBE0, 0x2EBF0, 0x2EE5D, 0x2F800, 0x2FA1D, 0x30000, 0x3134A, 0x31350, 0x323AF),
        ["Hiragana"] = Ranges(0x3041, 0x3096, 0x309D, 0x309F, 0x1B001, 0x1B11F, 0x1B132, 0x1B132, 0x1B150, 0x1B152, 0x1F200, 0x1F200),
        ["Katakana"] = Ranges(0x30A1, 0x30FA, 0x30FD, 0x30FF, 0x31F0, 0x31FF, 0x32D0, 0x32FE, 0x3300, 0x3357, 0xFF66, 0xFF6F, 0xFF71, 0xFF9D,
            0x1AFF0, 0x1AFF3, 0x1AFF5, 0x1AFFB, 0x1AFFD, 0x1AFFE, 0x1B000, 0x1B000, 0x1B120, 0x1B122, 0x1B155, 0x1B155, 0x1B164, 0x1B167),
        ["Hangul"] = Ranges(0x1100, 0x11FF, 0x302E, 0x302F, 0x3131, 0x318E, 0x3200, 0x321E, 0x3260, 0x327E, 0xA960, 0xA97C, 0xAC00, 0xD7A3,
            0xD7B0, 0xD7C6, 0xD7CB, 0xD7FB, 0xFFA0, 0xFFBE, 0xFFC2, 0xFFC7, 0xFFCA, 0xFFCF, 0xFFD2, 0xFFD7, 0xFFDA, 0xFFDC),
    };

    /// <summary>The set with a property name as in <c>\p{Name}</c>; spaces, <c>_</c> and <c>-</c> count for nothing.</summary>
    public static bool TryFind(string name, out CodePointSet set)
    {
        if (ByName.TryGetValue(name, out CodePointSet? found)
            || ByName.TryGetValue(name.Replace("_", "").Replace(" ", "").Replace("-", ""), out found)
            || (LongNames.TryGetValue(name.Replace("_", "").Replace(" ", "").Replace("-", ""), out string? shortName) && ByName.TryGetValue(shortName, out found)))
        {
            set = found;
            return true;
        }
        set = CodePointSet.None;
        return false;
    }

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UppercaseLetter"] = "Lu", ["LowercaseLetter"] = "Ll", ["TitlecaseLetter"] = "Lt", ["ModifierLetter"] = "Lm", ["OtherLetter"] = "Lo",
        ["NonspacingMark"] = "Mn", ["SpacingMark"] = "Mc", ["EnclosingMark"] = "Me", ["DecimalNumber"] = "Nd", ["LetterNumber"] = "Nl",
        ["OtherNumber"] = "No", ["ConnectorPunctuation"] = "Pc", ["DashPunctuation"] = "Pd", ["OpenPunctuation"] = "Ps",
        ["ClosePunctuation"] = "Pe", ["InitialPunctuation"] = "Pi", ["FinalPunctuation"] = "Pf", ["OtherPunctuation"] = "Po",
        ["MathSymbol"] = "Sm", ["CurrencySymbol"] = "Sc", ["ModifierSymbol"] = "Sk", ["OtherSymbol"] = "So", ["SpaceSeparator"] = "Zs",
        ["LineSeparator"] = "Zl", ["ParagraphSeparator"] = "Zp", ["Control"] = "Cc", ["Format"] = "Cf", ["PrivateUse"] = "Co",
        ["Unassigned"] = "Cn", ["Surrogate"] = "Cs", ["WhiteSpace"] = "Space", ["Alphabetic"] = "Alpha", ["Uppercase"] = "Lu", ["Lowercase"] = "Ll",
    };

    private static CodePointSet Ranges(params ReadOnlySpan<int> bounds)
    {
        CodePointSet all = CodePointSet.None;
        for (int i = 0; i < bounds.Length; i += 2)
            all = all.Union(CodePointSet.Between(bounds[i], bounds[i + 1]));
        return all;
    }
}
