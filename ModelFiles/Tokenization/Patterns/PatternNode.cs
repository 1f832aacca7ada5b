namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>The syntax tree of a pattern.</summary>
internal abstract record PatternNode
{
    internal sealed record Set(CodePointSet Members) : PatternNode;

    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    internal sealed record Choice(IReadOnlyList<PatternNode> Options) : PatternNode;

    /// <summary>Maximum is <see cref="int.MaxValue"/> where there is none.</summary>
    internal sealed record Repeat(PatternNode Body, int Minimum, int Maximum, Greed Greed) : PatternNode;

    internal sealed record Look(PatternNode Body, bool Ahead, bool Negative) : PatternNode;

    internal sealed record Assert(Assertion Kind) : PatternNode;

    internal sealed record Atomic(PatternNode Body) : PatternNode;
}

internal enum Greed
{
    Greedy,
    Lazy,
    Possessive,
}

internal enum Assertion
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrFinalNewline,
    WordBoundary,
    NoWordBoundary,
}
