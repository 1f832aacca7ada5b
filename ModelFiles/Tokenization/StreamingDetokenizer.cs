using Inference.ModelFiles.Tokenization.Decoding;

namespace Inference.ModelFiles.Tokenization;

/// <summary>
/// Decodes one sequence of ids as they come, in time linear in their text. All that <see cref="Append"/> and <see cref="Flush"/> return,
/// joined, is what <see cref="Tokenizer.Decode"/> says of all the ids; no part of it ends within a code point.
/// </summary>
public sealed class StreamingDetokenizer
{
    private readonly Tokenizer _tokenizer;
    private readonly TextCollector _collector = new();
    private readonly ITextSink _chain;
    private readonly bool _skipSpecialTokens;
    private bool _ended;

    internal StreamingDetokenizer(Tokenizer tokenizer, DecoderChain decoder, bool skipSpecialTokens)
    {
        _tokenizer = tokenizer;
        _chain = decoder.Open(_collector);
        _skipSpecialTokens = skipSpecialTokens;
    }

    /// <summary>The text that this id completes; empty while a code point, or a run of byte tokens, is incomplete.</summary>
    public string Append(int id)
    {
        Feed(id);
        return _collector.Take();
    }

    /// <summary>What is left at the end of the sequence. Nothing may be appended after it.</summary>
    public string Flush()
    {
        try
        {
            if (!_ended)
                _chain.End();
        }
        catch (Patterns.PatternException error)
        {
            throw _tokenizer.Fault("decoder", error);
        }
        _ended = true;
        return _collector.Take();
    }

    internal void Feed(int id)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if ((_skipSpecialTokens && _tokenizer.IsSpecial(id)) || _tokenizer.OutputText(id) is not { } text)
            return;
        try
        {
            _chain.Text(text);
            _chain.EndToken();
        }
        catch (Patterns.PatternException error)
        {
            throw _tokenizer.Fault("decoder", error);
        }
    }
}
