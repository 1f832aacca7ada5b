using Inference.ModelFiles.Tokenization.AddedTokens;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads added tokens. One that the vocabulary has goes by the vocabulary's id.</summary>
internal static class JsonAddedTokens
{
    public static List<AddedToken> Read(JsonFields root, Vocabulary vocabulary)
    {
        List<AddedToken> tokens = [];
        if (!root.Has("added_tokens"))
            return tokens;
        HashSet<string> seen = [];
        foreach (JsonFields fields in root.Children("added_tokens"))
        {
            string content = fields.RequiredText("content");
            if (ReadOne(fields, content, fields.Integer("id"), vocabulary) is { } token && seen.Add(content))
                tokens.Add(token);
        }
        return tokens;
    }

    /// <summary>Null for an empty token, and where a problem was noted.</summary>
    public static AddedToken? ReadOne(JsonFields fields, string content, int? id, Vocabulary vocabulary)
    {
        if (content.Length == 0)
            return null;
        if (content.Length > AddedTokenMatcher.MaximumLength)
        {
            fields.Problem("content", $"is {content.Length} characters long; an added token has at most {AddedTokenMatcher.MaximumLength}");
            return null;
        }
        id = vocabulary.Id(content) ?? id;
        if (id is null or < 0 or >= Vocabulary.MaximumSize)
        {
            fields.Problem("id", id is null ? "is missing" : $"is {id}; ids go from 0 to {Vocabulary.MaximumSize - 1}");
            return null;
        }
        bool special = fields.Flag("special", absent: false);
        return new AddedToken(id.Value, content, special)
        {
            SingleWord = fields.Flag("single_word", absent: false),
            LeftStrip = fields.Flag("lstrip", absent: false),
            RightStrip = fields.Flag("rstrip", absent: false),
            Normalized = fields.Flag("normalized", absent: !special),
        };
    }
}
