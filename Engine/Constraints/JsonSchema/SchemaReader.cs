using System.Text.Json;
using Inference.Engine.Constraints.Expressions;

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
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ConstraintLimits.Depth });
        }
        catch (JsonException error)
        {
            throw ConstraintError.Of($"The JSON schema is not JSON: {error.Message}");
        }

        using (document)
        {
            try
            {
                return new SchemaTranslation(document.RootElement).Rules;
            }
            catch (InvalidOperationException) when (json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            {
                // Escapes are decoded when they are read.
                throw ConstraintError.Of("The JSON schema has half of a surrogate pair, which is no text.");
            }
        }
    }
}
