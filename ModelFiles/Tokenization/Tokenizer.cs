using System.Globalization;
using System.Text;
using Inference.ModelFiles.Tokenization.AddedTokens;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization;

/// <summary>Text to token ids and back, as one model file says. Immutable; every member may be called from many threads at once.</summary>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly string _file;
    private readonly AddedTokenMatcher _inText;
    private readonly AddedTokenMatcher _inNormalizedText;
    private readonly Dictionary<int, AddedToken> _addedById = [];
    private readonly Dictionary<string, int> _addedByContent = [];
    private readonly HashSet<int> _special;
    private PieceBuffer? _spareBuffer;

    internal Tokenizer(string file, TokenizerParts parts)
    {
        _file = file;
        _parts = parts;
        foreach (AddedToken token in parts.AddedTokens)
        {
            _addedById[token.Id] = token;
            _addedByContent[token.Content] = token.Id;
        }
        _special = [.. parts.OtherSpecials, .. parts.AddedTokens.Where(token => token.Special).Select(token => token.Id)];
        _inText = new AddedTokenMatcher(parts.AddedTokens.Where(token => !token.Normalized).Select(token => (token, token.Content)));
        _inNormalizedText = new AddedTokenMatcher(parts.AddedTokens.Where(token => token.Normalized)
            .Select(token => (token, parts.Normalizer?.Normalize(token.Content) ?? token.Content)));
        VocabularySize = Math.Max(parts.Vocabulary.Size, _addedById.Keys.Append(-1).Max() + 1);
    }

    /// <summary>The highest id + 1. Not every id below it need be a token.</summary>
    public int VocabularySize { get; }

    public IReadOnlyList<AddedToken> AddedTokens => _parts.AddedTokens;

    /// <summary>The token that starts a text, as far as the file tells.</summary>
    public int? BosTokenId => _parts.Bos;

    /// <summary>The token that ends a text, as far as the file tells.</summary>
    public int? EosTokenId => _parts.Eos;

    public int? UnknownTokenId => _parts.Unknown;

    public int? PadTokenId => _parts.Pad;

    /// <summary>Kind and size for people: <c>byte-level BPE, 151,643 tokens, pre-tokenizer qwen2</c>.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"{_parts.Model.Kind}, {_parts.Vocabulary.Count:N0} tokens")
        + (_parts.AddedTokens.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_parts.AddedTokens.Count:N0} added") : "")
        + (_parts.Details.Length > 0 ? $", {_parts.Details}" : "");

    /// <summary>The ids of a text. A lone surrogate counts as U+FFFD.</summary>
    /// <param name="addSpecialTokens">Put the special tokens around it that the file asks for (such as BOS).</param>
    /// <param name="parseSpecialTokens">Take the text of a special token for the token; otherwise it is plain text. Added tokens that
    /// are not special are found either way.</param>
    /// <exception cref="ModelFileException">The file's pre-tokenizer cannot cope with this text in bounded time.</exception>
    public int[] Encode(string text, bool addSpecialTokens = false, bool parseSpecialTokens = false)
    {
        List<int> output = new(16 + (text.Length / 3));
        Encode(text, output, addSpecialTokens, parseSpecialTokens);
        return [.. output];
    }

    /// <inheritdoc cref="Encode(string, bool, bool)"/>
    /// <param name="output">The ids are added behind what it holds.</param>
    public void Encode(ReadOnlySpan<char> text, List<int> output, bool addSpecialTokens = false, bool parseSpecialTokens = false) =>
        Encode(text.ToString(), output, addSpecialTokens, parseSpecialTokens);

    private void Encode(string text, List<int> output, bool addSpecialTokens, bool parseSpecialTokens)
    {
        text = Surrogates.Repair(text);
        if (addSpecialTokens)
            output.AddRange(_parts.Frame.Before);
        try
        {
            if (_inText.IsEmpty)
            {
                EncodeNormalized(text, atStart: true, parseSpecialTokens, output);
            }
            else
            {
                List<Fragment> fragments = [];
                _inText.Split(text, parseSpecialTokens, fragments);
                foreach (Fragment fragment in fragments)
                {
                    if (fragment.Token is { } token)
                        output.Add(token);
                    else
                        EncodeNormalized(text.Substring(fragment.Start, fragment.Length), fragment.Start == 0, parseSpecialTokens, output);
                }
            }
        }
        catch (Patterns.PatternException error)
        {
            throw Fault("pre_tokenizer", error);
        }
        if (addSpecialTokens)
            output.AddRange(_parts.Frame.After);
    }

    private void EncodeNormalized(string text, bool atStart, bool parseSpecialTokens, List<int> output)
    {
        text = _parts.Normalizer?.Normalize(text) ?? text;
        if (_inNormalizedText.IsEmpty)
        {
            EncodePieces(text, atStart, output);
            return;
        }
        List<Fragment> fragments = [];
        _inNormalizedText.Split(text, parseSpecialTokens, fragments);
        foreach (Fragment fragment in fragments)
        {
            if (fragment.Token is { } token)
                output.Add(token);
            else
                EncodePieces(text.Substring(fragment.Start, fragment.Length), atStart && fragment.Start == 0, output);
        }
    }

    private void EncodePieces(string text, bool atStart, List<int> output)
    {
        if (_parts.PreTokenizer is null)
        {
            if (text.Length > 0)
                _parts.Model.Encode(text, output);
            return;
        }
        PieceBuffer buffer = Interlocked.Exchange(ref _spareBuffer, null) ?? new PieceBuffer();
        buffer.Reset(text, atStart);
        _parts.PreTokenizer.Apply(buffer);
        foreach (Piece piece in buffer.Pieces)
            _parts.Model.Encode(buffer.Span(piece), output);
        if (buffer.Release())
            _spareBuffer = buffer;
    }

    /// <summary>The text of ids. Bytes that are no UTF-8 become U+FFFD; an id that is no token becomes nothing.</summary>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
    {
        StreamingDetokenizer detokenizer = CreateDetokenizer(skipSpecialTokens);
        foreach (int id in ids)
            detokenizer.Feed(id);
        return detokenizer.Flush();
    }

    /// <summary>Decodes ids one at a time; for one sequence, on one thread.</summary>
    public StreamingDetokenizer CreateDetokenizer(bool skipSpecialTokens = true) => new(this, _parts.Decoder, skipSpecialTokens);

    public int? TokenToId(string token) => _addedByContent.TryGetValue(token, out int id) ? id : _parts.Vocabulary.Id(token);

    /// <summary>The token as the file spells it; null where the id is none.</summary>
    public string? IdToToken(int id) => _addedById.TryGetValue(id, out AddedToken? added) ? added.Content : _parts.Vocabulary.Token(id);

    /// <summary>The bytes that a token adds to a text it stands in the middle of. Empty for an id that is no token.</summary>
    public byte[] TokenBytes(int id)
    {
        if (IsSpecial(id))
            return Encoding.UTF8.GetBytes(IdToToken(id) ?? "");
        return OutputText(id) is { } text ? _parts.Decoder.Bytes(text) : [];
    }

    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>The file is at fault: a pattern in it takes too long.</summary>
    internal ModelFileException Fault(string item, Exception error) => new(_file, item, error.Message, error);

    internal string? OutputText(int id) => _parts.OutputTexts.TryGetValue(id, out string? text) ? text : IdToToken(id);
}
