namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Joins continuations to their word and sets words apart; cleaned up, no space stands before punctuation or a contraction.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanup) : IDecoder
{
    private static readonly (string From, string To)[] Clean =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public ITextSink Open(ITextSink next) => new Sink(next, this);

    public string Rewrite(string token, ref byte[]? bytes) => Join(token, first: false);

    private string Join(string token, bool first)
    {
        if (!first)
            token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : ' ' + token;
        if (cleanup)
        {
            foreach ((string from, string to) in Clean)
                token = token.Replace(from, to, StringComparison.Ordinal);
        }
        return token;
    }

    private sealed class Sink(ITextSink next, WordPieceDecoder decoder) : WholeTokenSink(next)
    {
        private bool _first = true;

        protected override void Token(string token)
        {
            Pass(decoder.Join(token, _first));
            _first = false;
        }
    }
}
