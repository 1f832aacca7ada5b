using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;

namespace Inference.Gateway.Parameters;

/// <summary>Reads what the output must look like: <c>response_format</c>, <c>structured_outputs</c> or the older <c>guided_*</c>, at most one of them.</summary>
internal static class ConstraintFields
{
    public static ConstraintSpec? Read(RequestFields fields)
    {
        // Which way the whitespace goes is the engine's choice, and so is what finds the mask.
        fields.Accept("guided_decoding_backend", "guided_whitespace_pattern");
        List<(string Field, ConstraintSpec Spec)> found = [];
        if (fields.Object("response_format") is { } format && ReadFormat(format) is { } wanted) found.Add(("response_format", wanted));
        if (fields.Object("structured_outputs") is { } outputs) found.AddRange(ReadSpecs(new RequestFields(outputs), "").Select(spec => ("structured_outputs", spec)));
        found.AddRange(ReadSpecs(fields, "guided_").Select(spec => ("structured_outputs", spec)));
        return found.Count <= 1
            ? found.Select(entry => entry.Spec).FirstOrDefault()
            : throw RequestFields.Wrong(found[1].Field, "the output can only be constrained in one way: json, regex, choice or grammar, by one parameter");
    }

    private static ConstraintSpec? ReadFormat(JsonElement format)
    {
        RequestFields fields = new(format);
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
                    : throw RequestFields.Wrong("response_format", "response_format of type json_schema must have json_schema.schema, an object");
            default:
                throw RequestFields.Wrong("response_format", "response_format must have a type: text, json_object or json_schema");
        }
    }

    private static IEnumerable<ConstraintSpec> ReadSpecs(RequestFields fields, string prefix)
    {
        if (fields.Element(prefix + "json") is { } schema)
        {
            yield return schema.ValueKind switch
            {
                JsonValueKind.Object => new ConstraintSpec(ConstraintKind.JsonSchema, schema.GetRawText()),
                JsonValueKind.String => new ConstraintSpec(ConstraintKind.JsonSchema, schema.GetString()!),
                _ => throw RequestFields.WrongType(prefix + "json", "a JSON schema", schema),
            };
        }

        if (fields.Text(prefix + "regex") is { } regex) yield return new ConstraintSpec(ConstraintKind.Regex, regex);
        if (fields.List(prefix + "choice") is { } choice)
        {
            if (choice.EnumerateArray().Any(text => text.ValueKind != JsonValueKind.String)) throw RequestFields.WrongType(prefix + "choice", "a list of strings", choice);
            yield return new ConstraintSpec(ConstraintKind.Choice, choice.GetRawText());
        }

        if (fields.Text(prefix + "grammar") is { } grammar) yield return new ConstraintSpec(ConstraintKind.Grammar, grammar);
        if (fields.Flag(prefix + "json_object") == true) yield return new ConstraintSpec(ConstraintKind.Json, "");
    }
}
