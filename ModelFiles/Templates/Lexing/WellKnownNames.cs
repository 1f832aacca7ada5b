namespace Inference.ModelFiles.Templates.Lexing;

/// <summary>Names that the interpreter itself binds.</summary>
internal static class WellKnownNames
{
    public const string Loop = "loop";
    public const string Caller = "caller";
    public const string VarArgs = "varargs";
    public const string KwArgs = "kwargs";

    public static IReadOnlyList<string> All { get; } = [Loop, Caller, VarArgs, KwArgs];
}
