using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Normalization;
using Inference.ModelFiles.Tokenization.PostProcessing;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Opens a tokenizer.model: SentencePiece's own file, of a byte-pair or unigram model.</summary>
internal static class SentencePieceFile
{
    private const long MaximumBytes = 256L << 20;

    /// <exception cref="ModelFileException">The file is damaged, or of a kind that is not supported.</exception>
    public static Tokenizer Open(string file, TokenizerSettings settings)
    {
        ProblemList problems = new(file);
        SentencePieceProto proto = ReadProto(file, problems);
        CharacterMap map = ReadMap(proto, problems);
        if (proto.Pieces.Count is 0 or > Vocabulary.MaximumSize)
            problems.Fail("pieces", $"there are {proto.Pieces.Count}; a vocabulary has 1 to {Vocabulary.MaximumSize}");
        if (proto.ModelType is not (SentencePieceProto.Unigram or SentencePieceProto.BytePair))
            problems.Fail("trainer_spec.model_type", $"is {proto.ModelType}; 1 (unigram) and 2 (BPE) are supported");
        Vocabulary vocabulary = ReadVocabulary(proto, problems);
        problems.ThrowIfAny();

        Trie frozen = new();
        for (int id = 0; id < proto.Pieces.Count; id++)
        {
            if (proto.Pieces[id].Kind == PieceKind.UserDefined)
                frozen.Add(proto.Pieces[id].Text, id);
        }
        int? Special(int id, string? named) => named is not null && vocabulary.Id(named) is { } byName ? byName
            : id >= 0 && id < proto.Pieces.Count && proto.Pieces[id].Kind is PieceKind.Control or PieceKind.Unknown ? id : null;
        int? bos = Special(proto.BosId, settings.Bos), eos = Special(proto.EosId, settings.Eos), unknown = UnknownOf(proto);
        ITokenModel model = proto.ModelType == SentencePieceProto.BytePair
            ? SentencePieceModels.BytePair(proto, vocabulary, unknown)
            : SentencePieceModels.Unigram(proto, vocabulary, unknown);
        bool addBos = settings.AddBos ?? bos is not null, addEos = settings.AddEos ?? false;
        return new Tokenizer(file, new TokenizerParts(vocabulary, frozen.IsEmpty || proto.ModelType == SentencePieceProto.Unigram ? model : new FrozenPiecesModel(frozen, model), Decoder(proto))
        {
            Normalizer = new SentencePieceNormalizer(map,
                new SpaceRules(proto.AddDummyPrefix, proto.RemoveExtraSpaces, proto.EscapeSpaces, proto.SpaceAsSuffix), frozen),
            AddedTokens = AddedTokens(proto, settings, vocabulary),
            Frame = new SpecialFrame(addBos && bos is { } first ? [first] : [], addEos && eos is { } last ? [last] : []),
            OutputTexts = unknown is { } unknownId ? new Dictionary<int, string> { [unknownId] = proto.UnknownSurface } : new Dictionary<int, string>(),
            Bos = bos,
            Eos = eos,
            Pad = Special(proto.PadId, settings.Pad),
            Unknown = unknown,
            Details = "SentencePiece",
        });
    }

    private static SentencePieceProto ReadProto(string file, ProblemList problems)
    {
        try
        {
            if (OrdinaryFile.Length(file) > MaximumBytes)
                problems.Fail(null, $"is longer than {MaximumBytes} bytes: this is no tokenizer.model");
            return SentencePieceProto.Read(File.ReadAllBytes(file));
        }
        catch (FormatException error)
        {
            problems.Fail(null, $"is no SentencePiece model: {error.Message}. (Some models ship a tiktoken file under this name; use their tokenizer.json.)", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Fail(null, error.Message, error);
        }
        return new SentencePieceProto();
    }

    private static CharacterMap ReadMap(SentencePieceProto proto, ProblemList problems)
    {
        try
        {
            return new CharacterMap(proto.CharacterMap);
        }
        catch (FormatException error)
        {
            problems.Add("normalizer_spec.precompiled_charsmap", error.Message);
            return new CharacterMap([]);
        }
    }

    private static Vocabulary ReadVocabulary(SentencePieceProto proto, ProblemList problems)
    {
        Dictionary<string, int> ids = new(proto.Pieces.Count);
        for (int id = 0; id < proto.Pieces.Count; id++)
        {
            (string text, float score, PieceKind kind) = proto.Pieces[id];
            if (text.Length == 0)
                problems.Add($"pieces[{id}]", "is empty");
            else if (!ids.TryAdd(text, id))
                problems.Add($"pieces[{id}]", $"'{JsonVocabularies.Shorten(text)}' is there twice");
            if (!float.IsFinite(score))
                problems.Add($"pieces[{id}]", $"has the score {score}");
            if (!Enum.IsDefined(kind))
                problems.Add($"pieces[{id}]", $"is of kind {(int)kind}");
        }
        return new Vocabulary(ids);
    }

    private static int? UnknownOf(SentencePieceProto proto)
    {
        int id = proto.Pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);
        return id >= 0 ? id : null;
    }

    private static List<AddedToken> AddedTokens(SentencePieceProto proto, TokenizerSettings settings, Vocabulary vocabulary)
    {
        List<AddedToken> added = [];
        for (int id = 0; id < proto.Pieces.Count; id++)
        {
            if (proto.Pieces[id].Kind is PieceKind.Control or PieceKind.Unknown && proto.Pieces[id].Text.Length <= AddedTokenLimit)
                added.Add(new AddedToken(id, proto.Pieces[id].Text, Special: true));
        }
        HashSet<string> known = [.. added.Select(token => token.Content)];
        foreach (AddedToken token in settings.AddedTokens)
        {
            if (known.Add(token.Content))
                added.Add(token with { Id = vocabulary.Id(token.Content) ?? token.Id, Normalized = false });
        }
        return added;
    }

    private const int AddedTokenLimit = Tokenization.AddedTokens.AddedTokenMatcher.MaximumLength;

    private static DecoderChain Decoder(SentencePieceProto proto)
    {
        int leading = proto.RemoveExtraSpaces ? int.MaxValue : proto.AddDummyPrefix ? 1 : 0;
        List<IDecoder> steps = [new LeadingSpaceDecoder(WordBoundary.Space, leading)];
        if (proto.ByteFallback)
            steps.Add(new ByteFallbackDecoder(InvalidBytes.ReplaceBytes));
        return new DecoderChain(steps);
    }
}
