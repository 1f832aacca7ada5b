using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;

namespace Inference.Gateway.Parameters;

/// <summary>Reads what the output must look like: <c>response_format</c>, <c>structured_outputs</c> or the older <c>guided_*</c>, at most one of them.</summary>
internal static class ConstraintFields
{
    /// <summary>What the engine calls all of them.</summary>
    public const string Parameter = "structured_outputs";

    private const string Format = "response_format", Guided = "guided_", Kinds = "json, json_object, regex, choice or grammar";

    /// <summary>What the engine finds wrong with it is named as it was given.</summary>
    public static ConstraintSpec? Read(InboundRequest inbound)
    {
        RequestFields fields = inbound.Fields;
        // Which way the whitespace goes is the engine's choice, and so is what finds the mask.
        fields.Accept("guided_decoding_backend", "guided_whitespace_pattern");
        List<(string Field, ConstraintSpec Spec)> found = [];
        if (fields.Object(Format) is { } format && ReadFormat(format) is { } wanted) found.Add((Format, wanted));
        if (fields.Object(Parameter) is { } outputs) found.AddRange(ReadOutputs(outputs));
        found.AddRange(ReadSpecs(fields, Guided));
        if (found.Count == 0) return null;
        if (found.Count > 1) throw RequestFields.Wrong(found[1].Field, "the output can only be constrained in one way: json, regex, choice or grammar, by one parameter");
        inbound.Name((Parameter, found[0].Field));
        return found[0].Spec;
    }

    private static ConstraintSpec? ReadFormat(JsonElement format)
    {
        RequestFields fields = new(format, Format);
        switch (fields.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                return new ConstraintSpec(ConstraintKind.Json, "");
            case "json_schema":
                // The Responses API has the schema right here, chat completions have it in an object of that name.
                JsonElement holder = fields.Object("json_schema") ?? format;
                return holder.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.Object
                    ? new ConstraintSpec(ConstraintKind.JsonSchema, schema.GetRawText())
                    : throw RequestFields.Wrong(Format, "response_format of type json_schema must have json_schema.schema, an object");
            default:
                throw RequestFields.Wrong(Format, "response_format must have a type: text, json_object or json_schema");
        }
    }

    /// <summary>There must be one, and none of a kind that would be left undone.</summary>
    private static List<(string Field, ConstraintSpec Spec)> ReadOutputs(JsonElement outputs)
    {
        RequestFields fields = new(outputs, Parameter);
        fields.Accept("whitespace_pattern", "disable_fallback", "disable_any_whitespace");
        List<(string, ConstraintSpec)> found = [.. ReadSpecs(fields, "")];
        if (fields.Unknown.FirstOrDefault(name => fields.Element(name) is { ValueKind: not JsonValueKind.False }) is { } unknown) throw RequestFields.Wrong(fields.Named(unknown), $"structured_outputs must have {Kinds}; {unknown} is not supported");
        return found.Count > 0 ? found : throw RequestFields.Wrong(Parameter, $"structured_outputs must have {Kinds}");
    }

    private static IEnumerable<(string Field, ConstraintSpec Spec)> ReadSpecs(RequestFields fields, string prefix)
    {
        if (fields.Element(prefix + "json") is { } schema)
        {
            yield return Found("json", schema.ValueKind switch
            {
                JsonValueKind.Object => new ConstraintSpec(ConstraintKind.JsonSchema, schema.GetRawText()),
                JsonValueKind.String => new ConstraintSpec(ConstraintKind.JsonSchema, schema.GetString()!),
                _ => throw RequestFields.WrongType(fields.Named(prefix + "json"), "a JSON schema", schema),
            });
        }

        if (fields.Text(prefix + "regex") is { } regex) yield return Found("regex", new ConstraintSpec(ConstraintKind.Regex, regex));
        if (fields.List(prefix + "choice") is { } choice)
        {
            if (choice.EnumerateArray().FirstOrDefault(text => text.ValueKind != JsonValueKind.String) is { ValueKind: not JsonValueKind.Undefined } wrong)
            {
                throw RequestFields.WrongType(fields.Named(prefix + "choice"), "a list of strings", wrong);
            }

            yield return Found("choice", new ConstraintSpec(ConstraintKind.Choice, choice.GetRawText()));
        }

        if (fields.Text(prefix + "grammar") is { } grammar) yield return Found("grammar", new ConstraintSpec(ConstraintKind.Grammar, grammar));
        if (fields.Flag(prefix + "json_object") == true) yield return Found("json_object", new ConstraintSpec(ConstraintKind.Json, ""));

        (string, ConstraintSpec) Found(string name, ConstraintSpec spec) => (fields.Named(prefix + name), spec);
    }
}
