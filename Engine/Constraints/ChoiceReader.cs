using System.Text.Json;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints;

/// <summary>Reads a list of texts of which the output is to be one.</summary>
internal static class ChoiceReader
{
    public static RuleSet Read(string json)
    {
        string?[]? choices;
        try
        {
            choices = JsonSerializer.Deserialize(json, ChoiceJson.Default.StringArray);
        }
        catch (JsonException)
        {
            throw ConstraintError.Of("choice must be an array of strings.");
        }

        if (choices is null || choices.Length == 0 || choices.Contains(null)) throw ConstraintError.Of("choice must be an array of at least one string.");
        return RuleSet.Of(Expr.Any([.. choices.Select(choice => Expr.Text(choice!))]));
    }
}

/// <summary>The serializer of lists of strings.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class ChoiceJson : System.Text.Json.Serialization.JsonSerializerContext;
