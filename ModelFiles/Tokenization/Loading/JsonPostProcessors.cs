using System.Text.Json;
using Inference.ModelFiles.Tokenization.PostProcessing;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads the <c>post_processor</c> of a tokenizer.json, as far as it concerns a single text.</summary>
internal static class JsonPostProcessors
{
    public static SpecialFrame Read(JsonFields fields)
    {
        if (!fields.IsObject)
            return SpecialFrame.None;
        switch (fields.Type)
        {
            case "Sequence":
                SpecialFrame frame = SpecialFrame.None;
                foreach (JsonFields child in fields.Children("processors"))
                    frame = frame.Within(Read(child));
                return frame;
            case "ByteLevel":
                return SpecialFrame.None;
            case "TemplateProcessing":
                return ReadTemplate(fields);
            case "BertProcessing" or "RobertaProcessing":
                return new SpecialFrame([TokenOfPair(fields, "cls")], [TokenOfPair(fields, "sep")]);
            default:
                fields.Problem("type", $"the post-processor '{fields.Type}' is not known");
                return SpecialFrame.None;
        }
    }

    private static SpecialFrame ReadTemplate(JsonFields fields)
    {
        List<int> before = [], after = [];
        bool sawText = false;
        JsonFields tokens = fields.Child("special_tokens");
        foreach (JsonFields piece in fields.Children("single"))
        {
            if (piece.Has("Sequence"))
            {
                sawText = true;
                continue;
            }
            string name = piece.Child("SpecialToken").RequiredText("id");
            (sawText ? after : before).AddRange(Ids(tokens.Child(name)));
        }
        if (!sawText)
            fields.Problem("single", "has no place for the text");
        return new SpecialFrame(before, after);
    }

    private static IEnumerable<int> Ids(JsonFields token)
    {
        foreach (JsonFields id in token.Children("ids"))
        {
            if (id.Element.ValueKind == JsonValueKind.Number && id.Element.TryGetInt32(out int number) && number >= 0)
                yield return number;
            else
                id.Problems.Add(id.Path, $"is {JsonFields.Describe(id.Element)}, not a token id");
        }
    }

    /// <summary>A token written as <c>["[CLS]", 101]</c>.</summary>
    private static int TokenOfPair(JsonFields fields, string field)
    {
        if (fields.TryGet(field, out JsonElement pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
            && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out int id) && id >= 0)
            return id;
        fields.Problem(field, "is not a pair of token and id");
        return 0;
    }
}
