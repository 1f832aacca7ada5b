using System.Text.Json;
using Inference.ModelFiles.Json;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Patterns;
using Inference.ModelFiles.Tokenization.PostProcessing;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads a tokenizer.json: Hugging Face's description of a whole tokenizer.</summary>
internal static class TokenizerJson
{
    /// <exception cref="ModelFileException">Lists everything in the file that is wrong or not supported.</exception>
    public static Tokenizer Open(string file, TokenizerSettings settings)
    {
        try
        {
            return Read(file, settings);
        }
        catch (PatternException error)
        {
            throw new ModelFileException(file, "normalizer", error.Message, error);
        }
    }

    private static Tokenizer Read(string file, TokenizerSettings settings)
    {
        using JsonDocument document = JsonFile.Open(file);
        ProblemList problems = new(file);
        JsonFields root = new(document.RootElement, "", problems);
        JsonFields model = root.Child("model");
        if (!model.IsObject)
            problems.Fail("model", "is missing: this is no tokenizer.json");

        string type = JsonModels.TypeOf(model);
        IPreTokenizer? preTokenizer = JsonPreTokenizers.Read(root.Child("pre_tokenizer"));
        (Vocabulary vocabulary, UnigramModel? unigram) = type == "Unigram" ? JsonModels.ReadUnigram(model) : (JsonVocabularies.Read(model), null);
        bool byteLevel = type == "BPE" && JsonBytePairModels.CanReadBytes(model, vocabulary) && TryLeaveBytesToTheModel(ref preTokenizer);
        ITokenModel? tokenModel = type switch
        {
            "BPE" => JsonBytePairModels.Read(model, vocabulary, byteLevel),
            "Unigram" => unigram,
            "WordPiece" => JsonModels.ReadWordPiece(model, vocabulary),
            "WordLevel" => JsonModels.ReadWordLevel(model, vocabulary),
            _ => null,
        };
        if (tokenModel is null)
            model.Problem("type", $"the model '{type}' is not known");
        SpecialFrame frame = JsonPostProcessors.Read(root.Child("post_processor"));
        List<AddedToken> added = JsonAddedTokens.Read(root, vocabulary);
        int? unknown = type == "Unigram" ? model.Integer("unk_id") : model.Text("unk_token") is { } token ? vocabulary.Id(token) : null;
        TokenizerParts parts = new(vocabulary, tokenModel!, JsonDecoders.Read(root.Child("decoder")))
        {
            Normalizer = JsonNormalizers.Read(root.Child("normalizer")),
            PreTokenizer = preTokenizer,
            Frame = frame,
            AddedTokens = added,
            Unknown = unknown,
        };
        problems.ThrowIfAny();
        if (parts.Normalizer is { } normalizer)
            parts = parts with { OutputTexts = added.Where(token => token.Normalized).DistinctBy(token => token.Id).ToDictionary(token => token.Id, token => normalizer.Normalize(token.Content)) };
        Dictionary<string, int> byContent = added.ToDictionary(token => token.Content, token => token.Id);
        int? Find(string? token) => token is null ? null : byContent.TryGetValue(token, out int id) ? id : vocabulary.Id(token);
        return new Tokenizer(file, parts with
        {
            Bos = Find(settings.Bos) ?? (settings.Known || frame.Before.Count == 0 ? null : frame.Before[0]),
            Eos = Find(settings.Eos),
            Pad = Find(settings.Pad),
            Unknown = Find(settings.Unknown) ?? unknown,
        });
    }

    /// <summary>If spelling bytes is the last thing the pre-tokenizer does, takes that from it.</summary>
    private static bool TryLeaveBytesToTheModel(ref IPreTokenizer? preTokenizer)
    {
        switch (preTokenizer)
        {
            case ByteLevelPreTokenizer byteLevel:
                preTokenizer = byteLevel.LeaveSpellingToTheModel();
                return true;
            case PreTokenizerSequence { Steps: { Count: > 0 } steps } when steps.OfType<ByteLevelPreTokenizer>().SequenceEqual([steps[^1]]):
                preTokenizer = new PreTokenizerSequence([.. steps.SkipLast(1), ((ByteLevelPreTokenizer)steps[^1]).LeaveSpellingToTheModel()]);
                return true;
            default:
                return false;
        }
    }
}
