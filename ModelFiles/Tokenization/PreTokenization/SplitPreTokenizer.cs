using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>Cuts at the matches of a pattern: <c>Split</c>, and all that says the same in other words.</summary>
internal sealed class SplitPreTokenizer(Pattern pattern, SplitBehavior behavior, bool invert = false) : IPreTokenizer
{
    public void Apply(PieceBuffer buffer) => buffer.Split(pattern, behavior, invert);

    /// <summary>Words, and runs of what is neither word nor white space.</summary>
    public static SplitPreTokenizer Whitespace() => new(
        new Pattern(new PatternNode.Choice([Run(NamedSets.StandardWord), Run(NamedSets.StandardWord.Union(NamedSets.Space).Complement())])),
        SplitBehavior.Removed, invert: true);

    public static SplitPreTokenizer WhitespaceSplit() => new(new Pattern(@"\s"), SplitBehavior.Removed);

    public static SplitPreTokenizer Digits(bool individually) =>
        new(new Pattern(@"\p{N}"), individually ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    public static SplitPreTokenizer Punctuation(SplitBehavior behavior) =>
        new(new Pattern(new PatternNode.Set(NamedSets.PunctuationWithAsciiSymbols)), behavior);

    public static SplitPreTokenizer Literal(string text, SplitBehavior behavior, bool invert = false) =>
        new(Pattern.Literal(text), behavior, invert);

    public static PreTokenizerSequence Bert() => new([WhitespaceSplit(), Punctuation(SplitBehavior.Isolated)]);

    private static PatternNode.Repeat Run(CodePointSet set) => new(new PatternNode.Set(set), 1, int.MaxValue, Greed.Greedy);
}
