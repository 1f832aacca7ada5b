using System.Globalization;
using System.Text;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

/// <summary>Questions about all characters of a text.</summary>
internal static class StringClassMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "isdigit", "", (run, self, _) => All(run, self, rune => IsDecimal(rune) || CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0) },
        { "isdecimal", "", (run, self, _) => All(run, self, IsDecimal) },
        { "isnumeric", "", (run, self, _) => All(run, self, IsNumeric) },
        { "isalpha", "", (run, self, _) => All(run, self, Rune.IsLetter) },
        { "isalnum", "", (run, self, _) => All(run, self, rune => Rune.IsLetter(rune) || IsNumeric(rune)) },
        { "isspace", "", (run, self, _) => All(run, self, rune => rune.IsBmp && Characters.IsSpace((char)rune.Value)) },
        { "isascii", "", (_, self, _) => Booleans.Box(Ascii.IsValid((string)self!)) },
        { "isupper", "", (run, self, _) => Booleans.Box(IsCase(run, (string)self!, upper: true)) },
        { "islower", "", (run, self, _) => Booleans.Box(IsCase(run, (string)self!, upper: false)) },
        { "istitle", "", (run, self, _) => Booleans.Box(IsTitle(run, (string)self!)) },
        { "isidentifier", "", (run, self, _) => IsIdentifier(run, (string)self!) },
    };

    /// <summary>At least one cased letter, and none of the other case.</summary>
    public static bool IsCase(Execution run, string text, bool upper)
    {
        run.Charge(1 + (text.Length >> 2));
        bool any = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!LetterCase.IsCased(rune)) continue;
            if (upper ? !Rune.IsUpper(rune) : !Rune.IsLower(rune)) return false;
            any = true;
        }

        return any;
    }

    private static bool IsTitle(Execution run, string text)
    {
        run.Charge(1 + (text.Length >> 2));
        bool any = false, inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLower(rune) ? !inWord : LetterCase.IsCased(rune) && inWord) return false;
            inWord = LetterCase.IsCased(rune);
            any |= inWord;
        }

        return any;
    }

    private static object IsIdentifier(Execution run, string text) =>
        Booleans.Box(text.Length > 0 && !char.IsAsciiDigit(text[0]) && Truth.Of(All(run, text, rune => rune.Value == '_' || Rune.IsLetterOrDigit(rune))));

    private static bool IsDecimal(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static bool IsNumeric(Rune rune) => Rune.IsNumber(rune) || CharUnicodeInfo.GetNumericValue(rune.ToString(), 0) >= 0;

    private static object All(Execution run, object? self, Func<Rune, bool> test)
    {
        string text = (string)self!;
        run.Charge(1 + (text.Length >> 2));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!test(rune)) return Booleans.Box(false);
        }

        return Booleans.Box(text.Length > 0);
    }
}
