using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

internal static class StringCaseMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "upper", "", (run, self, _) => Map(run, self, LetterCase.Upper) },
        { "lower", "", (run, self, _) => Map(run, self, LetterCase.Lower) },
        { "casefold", "", (run, self, _) => Map(run, self, text => LetterCase.Lower(text).Replace("ß", "ss")) },
        { "title", "", (run, self, _) => Map(run, self, LetterCase.Title) },
        { "capitalize", "", (run, self, _) => Map(run, self, LetterCase.Capitalize) },
        { "swapcase", "", (run, self, _) => Map(run, self, LetterCase.SwapCase) },
    };

    public static string Map(Execution run, object? text, Func<string, string> map)
    {
        run.AllocateText(((string)text!).Length * 2L);
        run.Charge(((string)text).Length >> 2);
        return map((string)text);
    }
}
