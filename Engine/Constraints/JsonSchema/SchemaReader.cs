using System.Text;
using System.Text.Json;
using Inference.Engine.Constraints.Expressions;
using Inference.ModelFiles.Json;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>From a JSON Schema to the rules of the JSON texts that it describes.</summary>
internal static class SchemaReader
{
    public static RuleSet AnyObject()
    {
        RuleSet rules = new();
        rules.Root = rules.Add("object", new AnyJson(rules).Object).Rule;
        return rules;
    }

    public static RuleSet Read(string json)
    {
        using JsonDocument document = Parse(json);
        return new SchemaTranslation(document.RootElement).Rules;
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json);
            JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = ConstraintLimits.Depth });
            if (JsonTexts.AreWhole(bytes, document.RootElement)) return document;
            document.Dispose();
        }
        catch (JsonException error)
        {
            throw ConstraintError.Of($"The JSON schema is not JSON: {error.Message}");
        }

        throw ConstraintError.Of("The JSON schema has half of a surrogate pair, which is no text.");
    }
}
