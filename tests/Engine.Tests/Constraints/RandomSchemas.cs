using System.Text.Json.Nodes;
using Inference.Engine.Constraints.JsonSchema;

namespace Inference.Engine.Tests.Constraints;

/// <summary>Schemas of all supported keywords, by chance.</summary>
internal sealed class RandomSchemas(Random random)
{
    private static readonly string[] Patterns = ["^[a-c]{2,4}$", "x+", "^\\d{3}-\\w*$", "a|^b", "[^\"\\\\]\\.$", "^(é|日|\\n)+$"];
    private static readonly string[] Names = ["a", "name", "b\"c", "日", "x y", "\n", "long_name"];

    public JsonObject Create()
    {
        JsonObject schema = Any(0);
        schema["$defs"] = new JsonObject { ["leaf"] = Scalar(), ["tree"] = Tree() };
        return schema;
    }

    private static JsonObject Tree() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["value"] = new JsonObject { ["$ref"] = "#/$defs/leaf" },
            ["children"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/tree" }, ["maxItems"] = 2 },
        },
        ["required"] = new JsonArray("value"),
        ["additionalProperties"] = false,
    };

    private JsonObject Any(int depth) => random.Next(depth > 2 ? 2 : 9) switch
    {
        0 or 1 => Scalar(),
        2 or 3 => Object(depth),
        4 => Array(depth),
        5 => new JsonObject { ["anyOf"] = new JsonArray(Any(depth + 1), Any(depth + 1), Scalar()) },
        6 => new JsonObject { ["$ref"] = random.Next(2) == 0 ? "#/$defs/tree" : "#/$defs/leaf" },
        7 => new JsonObject { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Object(depth + 1), new JsonObject { ["type"] = "boolean" }) },
        _ => Map(depth),
    };

    private JsonObject Object(int depth)
    {
        string[] names = [.. Names.Where(_ => random.Next(2) == 0)];
        JsonObject schema = new() { ["type"] = "object", ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Any(depth + 1)))) };
        schema["required"] = new JsonArray([.. names.Where(_ => random.Next(2) == 0).Select(name => JsonValue.Create(name))]);
        if (random.Next(2) == 0) schema["additionalProperties"] = random.Next(2) == 0 ? false : Scalar();
        return schema;
    }

    private JsonObject Map(int depth)
    {
        JsonObject schema = new() { ["type"] = "object", ["minProperties"] = random.Next(2) };
        if (random.Next(2) == 0) schema["patternProperties"] = new JsonObject { ["^[ab]+$"] = Any(depth + 1), ["b"] = Scalar() };
        if (random.Next(2) == 0) schema["additionalProperties"] = Scalar();
        return schema;
    }

    private JsonObject Array(int depth)
    {
        JsonObject schema = new() { ["type"] = "array", ["items"] = Any(depth + 1), ["minItems"] = random.Next(3) };
        if (random.Next(2) == 0) schema["maxItems"] = 2 + random.Next(2);
        if (random.Next(3) == 0) schema["prefixItems"] = new JsonArray(Scalar(), Any(depth + 1));
        return schema;
    }

    private JsonObject Scalar()
    {
        switch (random.Next(9))
        {
            case 0: return new JsonObject { ["enum"] = new JsonArray("a\"b", 1, true, null, new JsonArray(1, "x"), "日\n") };
            case 1: return new JsonObject { ["const"] = Names[random.Next(Names.Length)] };
            case 2: return new JsonObject { ["type"] = new JsonArray("integer", "null", "boolean") };
            case 3: return new JsonObject { ["type"] = "string", ["pattern"] = Patterns[random.Next(Patterns.Length)] };
            case 4: return new JsonObject { ["type"] = "string", ["format"] = Formats.Names.ElementAt(random.Next(Formats.Names.Count)) };
            case 5: return new JsonObject { ["type"] = "string", ["minLength"] = random.Next(3), ["maxLength"] = 3 + random.Next(3) };
            case 6: return new JsonObject { ["type"] = "integer", ["minimum"] = random.Next(-300, 10), ["exclusiveMaximum"] = random.Next(20, 1500), ["multipleOf"] = 1 + random.Next(7) };
            case 7: return new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = random.Next(-300, 10) / 8m, ["maximum"] = random.Next(20, 1500) / 16m };
            default: return new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["minLength"] = 1 }, new JsonObject { ["maxLength"] = 4, ["description"] = "short" }) };
        }
    }
}
