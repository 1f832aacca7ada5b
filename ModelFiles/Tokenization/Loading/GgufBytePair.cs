using System.Text;
using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Normalization;
using Inference.ModelFiles.Tokenization.PostProcessing;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The <c>gpt2</c> kind of GGUF tokenizer: byte-pair encoding behind a named pre-tokenizer.</summary>
internal static class GgufBytePair
{
    private const string PreKey = "tokenizer.ggml.pre";

    public static TokenizerParts Read(GgufMetadata metadata, GgufVocabulary source, ProblemList problems)
    {
        string? name = metadata.Text(PreKey);
        GgufPreTokenizer? kind = string.IsNullOrEmpty(name) ? GgufPreTokenizers.Default : GgufPreTokenizers.Find(name);
        if (kind is null)
            problems.Add(PreKey, $"the pre-tokenizer '{name}' is not known; these are: {string.Join(", ", GgufPreTokenizers.Names)}");
        kind ??= GgufPreTokenizers.Default;

        SymbolTable symbols = new(source.Vocabulary);
        int[]? byteTokens = kind.OverCharacters ? JsonVocabularies.ByteTokens(source.Vocabulary) : null;
        int[] Expand(string text) => byteTokens is not null
            ? [.. Encoding.UTF8.GetBytes(text).Select(value => byteTokens[value]).Where(id => id >= 0)]
            : [.. text.Where(char.IsAscii).Select(unit => source.Vocabulary.Id([unit]) ?? -1).Where(id => id >= 0)];
        PairTable merges = ReadMerges(metadata, symbols, Expand, problems);
        ISymbolSource symbolSource = kind.OverCharacters
            ? new CodePointSymbols(JsonBytePairModels.SingleCodePoints(source.Vocabulary), text => symbols.Find(text), byteTokens, source.Unknown, fuseUnknown: false)
            : new ByteSymbols([.. Enumerable.Range(0, 256).Select(value => symbols.FindOrAdd([ByteAlphabet.Character((byte)value)], Expand))]);
        BytePairModel model = new(symbols, symbolSource, merges, kind.IgnoreMerges, kind.OverCharacters ? "BPE" : "byte-level BPE");
        SpecialFrame frame = source.Frame(kind.AddBos, eosByDefault: false);
        bool separator = source.AddSeparator ?? kind.AddSeparator;
        return new TokenizerParts(source.Vocabulary, model, Decoder(kind))
        {
            Normalizer = kind.OverCharacters ? new ReplaceNormalizer(" ", WordBoundary.Space.ToString()) : null,
            PreTokenizer = kind.Build(),
            Frame = separator && frame.After.Count == 0 && source.Separator is { } last ? frame with { After = [last] } : frame,
            OutputTexts = kind.OverCharacters ? new Dictionary<int, string>() : AddedTokensInBytes(source),
            Details = string.IsNullOrEmpty(name) ? "no pre-tokenizer named: the default one" : $"pre-tokenizer {name}",
        };
    }

    private static PairTable ReadMerges(GgufMetadata metadata, SymbolTable symbols, Func<string, int[]> expand, ProblemList problems)
    {
        IReadOnlyList<string>? merges = metadata.Texts("tokenizer.ggml.merges");
        if (merges is null)
            problems.Add("tokenizer.ggml.merges", "is missing");
        int count = merges?.Count ?? 0;
        PairTable table = new(count);
        for (int rank = 0; rank < count; rank++)
        {
            string merge = merges![rank];
            int space = merge.Length > 1 ? merge.IndexOf(' ', 1) : -1;
            if (space < 0 || space == merge.Length - 1)
            {
                problems.Add("tokenizer.ggml.merges", $"merge {rank}, '{JsonVocabularies.Shorten(merge)}', is not a pair of tokens");
                continue;
            }
            ReadOnlySpan<char> left = merge.AsSpan(0, space), right = merge.AsSpan(space + 1);
            int leftSymbol = symbols.FindOrAdd(left, expand), rightSymbol = symbols.FindOrAdd(right, expand);
            if (!table.TryGet(leftSymbol, rightSymbol, out _, out _))
                table.Set(leftSymbol, rightSymbol, rank, symbols.FindOrAdd(string.Concat(left, right), expand));
        }
        return table;
    }

    /// <summary>Added tokens are written as they are, not in the byte alphabet that the decoder reads.</summary>
    private static Dictionary<int, string> AddedTokensInBytes(GgufVocabulary source) =>
        Enumerable.Range(0, source.Tokens.Length)
            .Where(id => source.Kinds[id] is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined)
            .ToDictionary(id => id, id => ByteAlphabet.Encode(source.Tokens[id]));

    private static DecoderChain Decoder(GgufPreTokenizer kind) => kind.OverCharacters
        ? new DecoderChain([new ReplaceCharacterDecoder(WordBoundary.Space, " "), new ByteFallbackDecoder(InvalidBytes.ReplaceSequences), new FuseDecoder()])
        : new DecoderChain([new ByteLevelDecoder()]);
}
