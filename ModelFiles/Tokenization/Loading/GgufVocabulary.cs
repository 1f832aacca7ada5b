using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tokenization.AddedTokens;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.PostProcessing;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The tokens of a GGUF file with their scores and kinds, and its special tokens.</summary>
internal sealed record GgufVocabulary(string[] Tokens, float[] Scores, PieceKind[] Kinds, Vocabulary Vocabulary)
{
    public int? Bos { get; init; }

    public int? Eos { get; init; }

    public int? Unknown { get; init; }

    public int? Separator { get; init; }

    public int? Pad { get; init; }

    /// <summary>What the file says, where it does.</summary>
    public bool? AddBos { get; init; }

    public bool? AddEos { get; init; }

    public bool? AddSeparator { get; init; }

    /// <summary>White space behind a token belongs to it.</summary>
    public Func<string, bool> StripsRight { get; init; } = _ => false;

    /// <summary>White space before a token belongs to it.</summary>
    public Func<string, bool> StripsLeft { get; init; } = _ => false;

    public static GgufVocabulary Read(GgufMetadata metadata, string model, ProblemList problems)
    {
        IReadOnlyList<string> texts = metadata.Texts("tokenizer.ggml.tokens") ?? [];
        if (texts.Count is 0 or > Vocabulary.MaximumSize)
        {
            problems.Fail("tokenizer.ggml.tokens", texts.Count == 0 ? "is missing or empty"
                : $"holds {texts.Count} tokens; at most {Vocabulary.MaximumSize} are read");
        }
        string[] tokens = [.. texts.Select((text, id) => text.Length > 0 ? text : $"[EMPTY_{id}]")];
        float[]? scores = metadata.Numbers("tokenizer.ggml.scores");
        int[]? kinds = metadata.Integers("tokenizer.ggml.token_type");
        if (scores is not null && scores.Length != tokens.Length)
            problems.Add("tokenizer.ggml.scores", $"holds {scores.Length} scores for {tokens.Length} tokens");
        if (scores is not null && Array.Exists(scores, score => !float.IsFinite(score)))
            problems.Add("tokenizer.ggml.scores", "holds a score that is no number");
        if (kinds is not null && kinds.Length != tokens.Length)
            problems.Add("tokenizer.ggml.token_type", $"holds {kinds.Length} kinds for {tokens.Length} tokens");
        Dictionary<string, int> ids = new(tokens.Length);
        for (int id = 0; id < tokens.Length; id++)
        {
            // Tokens that are no UTF-8 read alike; the file means different ones.
            if (!ids.TryAdd(tokens[id], id) && !tokens[id].Contains('\uFFFD'))
                problems.Add("tokenizer.ggml.tokens", $"'{JsonVocabularies.Shorten(tokens[id])}' is there twice, as {ids[tokens[id]]} and {id}");
        }
        problems.ThrowIfAny();
        PieceKind[] pieceKinds = kinds is null ? [.. Enumerable.Repeat(PieceKind.Normal, tokens.Length)] : [.. kinds.Select(kind => (PieceKind)kind)];
        Vocabulary vocabulary = new(ids);
        GgufControlTokens.Mark(vocabulary, pieceKinds);
        (int? bos, int? eos, int? unknown, int? separator, int? pad) = Defaults(model);
        int? Special(string name, int? absent) => metadata.Integer($"tokenizer.ggml.{name}_token_id") is { } id && id >= 0 && id < tokens.Length ? (int)id
            : absent < tokens.Length ? absent : null;
        return WithStripping(metadata, new GgufVocabulary(tokens, scores ?? new float[tokens.Length], pieceKinds, vocabulary)
        {
            Bos = Special("bos", bos),
            Eos = Special("eos", eos),
            Unknown = Special("unknown", unknown),
            Separator = Special("seperator", separator),
            Pad = Special("padding", pad),
            AddBos = metadata.Flag("tokenizer.ggml.add_bos_token"),
            AddEos = metadata.Flag("tokenizer.ggml.add_eos_token"),
            AddSeparator = metadata.Flag("tokenizer.ggml.add_sep_token"),
        });
    }

    /// <summary>The special tokens that a kind of tokenizer has where the file does not say.</summary>
    private static (int? Bos, int? Eos, int? Unknown, int? Separator, int? Pad) Defaults(string model) => model switch
    {
        "llama" => (1, 2, 0, null, null),
        "bert" => (101, null, 100, 102, 0),
        "t5" => (null, 1, 2, null, 0),
        _ => (null, null, null, null, null),
    };

    private static GgufVocabulary WithStripping(GgufMetadata metadata, GgufVocabulary vocabulary)
    {
        string name = (metadata.Text("general.name") ?? "").ToLowerInvariant(), pre = metadata.Text("tokenizer.ggml.pre") ?? "";
        if (pre is "jina-v2-de" or "jina-v2-es" or "jina-v2-code")
            return vocabulary with { StripsLeft = token => token == "<mask>" };
        if (name.Contains("modern-bert", StringComparison.Ordinal))
            return vocabulary with { StripsLeft = token => token == "[MASK]" };
        if (name.Contains("phi-3", StringComparison.Ordinal) || name.Contains("phi3", StringComparison.Ordinal))
            return vocabulary with { StripsRight = token => token is not ("<unk>" or "<s>" or "<|endoftext|>") };
        return vocabulary;
    }

    /// <summary>Adds what all kinds have in common.</summary>
    public TokenizerParts Complete(TokenizerParts parts)
    {
        List<AddedToken> added = [];
        for (int id = 0; id < Tokens.Length; id++)
        {
            if (Kinds[id] is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined && Tokens[id].Length <= AddedTokenMatcher.MaximumLength)
            {
                added.Add(new AddedToken(id, Tokens[id], Special: Kinds[id] != PieceKind.UserDefined)
                {
                    LeftStrip = StripsLeft(Tokens[id]),
                    RightStrip = StripsRight(Tokens[id]),
                });
            }
        }
        return parts with { AddedTokens = added, Bos = Bos, Eos = Eos, Unknown = Unknown, Pad = Pad };
    }

    /// <summary>The special tokens around a text.</summary>
    public SpecialFrame Frame(bool bosByDefault, bool eosByDefault) => new(
        (AddBos ?? bosByDefault) && Bos is { } first ? [first] : [],
        (AddEos ?? eosByDefault) && Eos is { } last ? [last] : []);
}
