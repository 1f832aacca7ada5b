using System.Text.Json;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads a vocabulary written as an object of tokens and ids.</summary>
internal static class JsonVocabularies
{
    public static Vocabulary Read(JsonFields model)
    {
        Dictionary<string, int> ids = [];
        if (!model.TryGet("vocab", out JsonElement vocabulary) || vocabulary.ValueKind != JsonValueKind.Object)
        {
            model.Problem("vocab", "is missing, or no object of tokens and ids");
            return new Vocabulary(ids);
        }
        ids.EnsureCapacity(vocabulary.GetPropertyCount());
        HashSet<int> taken = new(vocabulary.GetPropertyCount());
        foreach (JsonProperty entry in vocabulary.EnumerateObject())
        {
            if (!TryName(entry, out string token))
                model.Problem("vocab", "a token that is no Unicode text");
            else if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id is < 0 or >= Vocabulary.MaximumSize)
                model.Problem("vocab", $"token '{Shorten(token)}': the id is {JsonFields.Describe(entry.Value)}; ids go from 0 to {Vocabulary.MaximumSize - 1}");
            else if (!taken.Add(id))
                model.Problem("vocab", $"token '{Shorten(token)}': the id {id} belongs to another token, too");
            else if (!ids.TryAdd(token, id))
                model.Problem("vocab", $"token '{Shorten(token)}' is there twice");
        }
        return new Vocabulary(ids);
    }

    public static string Shorten(string token) => token.Length <= 40 ? token : token[..40] + "…";

    /// <summary>The id of the token that a field names; a problem where the vocabulary lacks it.</summary>
    public static int? TokenNamed(JsonFields model, string field, Vocabulary vocabulary)
    {
        if (model.Text(field) is not { } token)
            return null;
        int? id = vocabulary.Id(token);
        if (id is null)
            model.Problem(field, $"token '{Shorten(token)}' is not in the vocabulary");
        return id;
    }

    /// <summary>The ids of the 256 byte tokens; -1 where there is none.</summary>
    public static int[] ByteTokens(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.Id($"<0x{value:X2}>") ?? -1)];

    private static bool TryName(JsonProperty entry, out string name)
    {
        try
        {
            name = entry.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }
}
