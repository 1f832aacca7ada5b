using System.Text.Json;
using Inference.ModelFiles.Json;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads the models of a tokenizer.json that are not BPE.</summary>
internal static class JsonModels
{
    private const double UnknownPenalty = 10;

    /// <summary>The model's type; where the file is too old to say, what its fields look like.</summary>
    public static string TypeOf(JsonFields model)
    {
        if (model.Type.Length > 0)
            return model.Type;
        if (model.Has("merges"))
            return "BPE";
        if (model.TryGet("vocab", out JsonElement vocabulary) && vocabulary.ValueKind == JsonValueKind.Array)
            return "Unigram";
        return model.Has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
    }

    public static WordPieceModel ReadWordPiece(JsonFields model, Vocabulary vocabulary) => new(vocabulary, start: "",
        continuation: model.Text("continuing_subword_prefix") ?? "##", JsonVocabularies.TokenNamed(model, "unk_token", vocabulary),
        model.Integer("max_input_chars_per_word") ?? 100);

    public static WordLevelModel ReadWordLevel(JsonFields model, Vocabulary vocabulary) =>
        new(vocabulary, model.Text("unk_token") is { } unknown ? vocabulary.Id(unknown) : null);

    /// <summary>A vocabulary of pairs, token and score; ids count from 0.</summary>
    public static (Vocabulary Vocabulary, UnigramModel Model) ReadUnigram(JsonFields model)
    {
        Dictionary<string, int> ids = [];
        List<UnigramPiece> pieces = [];
        int id = 0;
        foreach (JsonFields entry in model.Children("vocab"))
        {
            if (id == Vocabulary.MaximumSize)
            {
                model.Problem("vocab", $"holds more than {Vocabulary.MaximumSize} tokens");
                break;
            }
            if (TryPiece(entry.Element, out string token, out double score))
            {
                // The last of two tokens with the same text is the one that is found.
                ids[token] = id;
                pieces.Add(new UnigramPiece(token, id, score));
            }
            else
            {
                model.Problems.Add(entry.Path, "is not a pair of token and score");
            }
            id++;
        }
        int? unknown = model.Integer("unk_id");
        if (unknown is not null && (unknown < 0 || unknown >= id))
            model.Problem("unk_id", $"is {unknown}, beyond the vocabulary");
        Vocabulary vocabulary = new(ids);
        double unknownScore = pieces.Select(piece => piece.Score).Append(double.PositiveInfinity).Min() - UnknownPenalty;
        return (vocabulary, new UnigramModel(pieces, new UnigramOptions(unknownScore, RoundSums: false, unknown,
            model.Flag("byte_fallback", absent: false) ? JsonVocabularies.ByteTokens(vocabulary) : null)));
    }

    private static bool TryPiece(JsonElement entry, out string token, out double score)
    {
        token = "";
        score = 0;
        return entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
            && entry[0].ValueKind == JsonValueKind.String && JsonText.TryRead(entry[0], out token)
            && entry[1].ValueKind == JsonValueKind.Number && entry[1].TryGetDouble(out score) && double.IsFinite(score);
    }
}
