using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Normalization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The kinds of GGUF tokenizer that come from SentencePiece: <c>llama</c> (byte-pair) and <c>t5</c> (unigram).</summary>
internal static class GgufSentencePiece
{
    private const float UnknownPenalty = 10;

    public static TokenizerParts ReadBytePair(GgufMetadata metadata, GgufVocabulary source)
    {
        bool prefix = metadata.Flag("tokenizer.ggml.add_space_prefix") ?? true;
        List<(string, int, float)> pieces = [.. source.Tokens.Select((text, id) => (text, id, source.Scores[id]))];
        return new TokenizerParts(source.Vocabulary,
            ScoredBytePairModel.Create(pieces, new SymbolTable(source.Vocabulary), ByteTokens(source.Vocabulary), source.Unknown, "SentencePiece BPE"), Decoder(prefix))
        {
            Normalizer = new SentencePieceNormalizer(new CharacterMap([]), new SpaceRules(prefix, RemoveExtra: false), userDefined: null),
            Frame = source.Frame(bosByDefault: true, eosByDefault: false),
        };
    }

    public static TokenizerParts ReadUnigram(GgufMetadata metadata, GgufVocabulary source, ProblemList problems)
    {
        bool prefix = metadata.Flag("tokenizer.ggml.add_space_prefix") ?? false;
        bool removeExtra = metadata.Flag("tokenizer.ggml.remove_extra_whitespaces") ?? false;
        Trie userDefined = new();
        List<UnigramPiece> pieces = [];
        double minimum = float.MaxValue;
        for (int id = 0; id < source.Tokens.Length; id++)
        {
            if (source.Kinds[id] == PieceKind.Normal)
                minimum = Math.Min(minimum, source.Scores[id]);
            if (source.Kinds[id] == PieceKind.UserDefined)
                userDefined.Add(source.Tokens[id], id);
            if (source.Kinds[id] is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused)
                pieces.Add(new UnigramPiece(source.Tokens[id], id, source.Kinds[id] == PieceKind.UserDefined ? 0 : source.Scores[id]));
        }
        UnigramModel model = new(pieces, new UnigramOptions(minimum - UnknownPenalty, RoundSums: true, source.Unknown, ByteTokens: null));
        return new TokenizerParts(source.Vocabulary, model, Decoder(prefix))
        {
            // The mark of a word's start is written where spaces are squeezed, too.
            Normalizer = new SentencePieceNormalizer(ReadMap(metadata, problems), new SpaceRules(prefix || removeExtra, removeExtra), userDefined),
            Frame = source.Frame(bosByDefault: false, eosByDefault: true),
        };
    }

    /// <summary>Byte tokens; a vocabulary without one may have the character itself.</summary>
    private static int[] ByteTokens(Vocabulary vocabulary) =>
        [.. JsonVocabularies.ByteTokens(vocabulary).Select((id, value) => id >= 0 ? id : vocabulary.Id([(char)value]) is { } plain && value < 128 ? plain : -1)];

    private static CharacterMap ReadMap(GgufMetadata metadata, ProblemList problems)
    {
        try
        {
            return new CharacterMap([.. (metadata.Integers("tokenizer.ggml.precompiled_charsmap") ?? []).Select(value => (byte)value)]);
        }
        catch (FormatException error)
        {
            problems.Add("tokenizer.ggml.precompiled_charsmap", error.Message);
            return new CharacterMap([]);
        }
    }

    private static DecoderChain Decoder(bool prefix)
    {
        List<IDecoder> steps = [new ReplaceCharacterDecoder(WordBoundary.Space, " "), new ByteFallbackDecoder(InvalidBytes.ReplaceSequences), new FuseDecoder()];
        if (prefix)
            steps.Add(new StripDecoder(' ', 1, 0));
        return new DecoderChain(steps);
    }
}
