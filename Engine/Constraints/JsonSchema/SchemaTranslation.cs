using System.Text.Json;
using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>Translates one schema, and those it refers to.</summary>
internal sealed class SchemaTranslation
{
    private const int MostSchemas = 50_000;

    private readonly JsonElement _root;
    private readonly AnyJson _any;
    private readonly Dictionary<string, Expr.Call> _references = [];
    private readonly Queue<(int Rule, JsonElement Schema, string Path)> _open = [];
    private int _depth, _count;

    public SchemaTranslation(JsonElement root)
    {
        _root = root;
        _any = new AnyJson(Rules);
        Rules.Root = Refer("#", "#").Rule;
        while (_open.TryDequeue(out (int Rule, JsonElement Schema, string Path) next)) Rules.Define(next.Rule, Translate(next.Schema, next.Path));
    }

    public RuleSet Rules { get; } = new();

    public AnyJson Any => _any;

    /// <summary>A schema's values as a rule of their own, for places where they may come many times.</summary>
    public Expr AsRule(JsonElement schema, string path)
    {
        Expr values = Translate(schema, path);
        return values is Expr.Call ? values : Rules.Add(path, values);
    }

    public Expr Translate(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.True) return _any.Value;
        if (schema.ValueKind == JsonValueKind.False) return Expr.Never;
        if (schema.ValueKind != JsonValueKind.Object) throw SchemaError.Wrong("a schema must be an object, true or false", path);
        SchemaKeywords.Check(schema, path);
        if (++_count > MostSchemas) throw ConstraintError.TooLarge($"more than {MostSchemas} schemas, those counted that are combined from others");
        if (++_depth > ConstraintLimits.Depth) throw ConstraintError.TooLarge($"schemas are nested more than {ConstraintLimits.Depth} deep");
        Expr result = TranslateObject(schema, path);
        _depth--;
        return result;
    }

    /// <summary>The schema that a reference names.</summary>
    public JsonElement Resolve(string reference, string path)
    {
        JsonElement? target = JsonPointer.Find(_root, reference);
        return target ?? throw SchemaError.Wrong($"'$ref' to '{reference}' names nothing in this schema; only references within it ('#/…') are supported", path);
    }

    private Expr.Call Refer(string reference, string path)
    {
        if (_references.TryGetValue(reference, out Expr.Call? known)) return known;
        Expr.Call call = new(Rules.Declare(reference));
        _references.Add(reference, call);
        _open.Enqueue((call.Rule, Resolve(reference, path), reference));
        return call;
    }

    private Expr TranslateObject(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            if (reference.ValueKind != JsonValueKind.String) throw SchemaError.Wrong("'$ref' must be a string", path);
            if (SchemaKeywords.HasOnly(schema, "$ref")) return Refer(reference.GetString()!, path);
        }

        if (schema.TryGetProperty("nullable", out JsonElement nullable))
        {
            Expr values = Translate(SchemaMerge.Without(schema, "nullable"), path);
            return nullable.ValueKind == JsonValueKind.True ? Expr.Any(values, JsonText.Null) : values;
        }

        if (reference.ValueKind == JsonValueKind.String || schema.TryGetProperty("allOf", out _)) return Translate(SchemaMerge.Flatten(schema, this, path), path);
        if (schema.TryGetProperty("anyOf", out JsonElement options)) return Options(schema, "anyOf", options, path);
        if (schema.TryGetProperty("oneOf", out options))
        {
            Disjointness.Check(options, this, path);
            return Options(schema, "oneOf", options, path);
        }

        if (schema.TryGetProperty("const", out JsonElement constant)) return Literals([constant], schema, "const", path);
        if (!schema.TryGetProperty("enum", out JsonElement values2)) return OfTypes(schema, path);
        if (values2.ValueKind != JsonValueKind.Array || values2.GetArrayLength() == 0) throw SchemaError.Wrong("'enum' must be a list of at least one value", path);
        return Literals(values2.EnumerateArray(), schema, "enum", path);
    }

    private Expr Options(JsonElement schema, string keyword, JsonElement options, string path)
    {
        if (options.ValueKind != JsonValueKind.Array || options.GetArrayLength() == 0) throw SchemaError.Wrong($"'{keyword}' must be a list of at least one schema", path);
        JsonElement rest = SchemaMerge.Without(schema, keyword);
        bool alone = SchemaKeywords.HasOnly(rest);
        return Expr.Any([.. options.EnumerateArray().Select((option, i) =>
        {
            string at = $"{path}/{keyword}/{i}";
            return Translate(alone ? option : SchemaMerge.AllOf(rest, option), at);
        })]);
    }

    private static Expr Literals(IEnumerable<JsonElement> values, JsonElement schema, string keyword, string path)
    {
        foreach (JsonProperty other in schema.EnumerateObject())
        {
            if (other.Name is "type" || other.Name == keyword || SchemaKeywords.Annotations.Contains(other.Name)) continue;
            throw SchemaError.Unsupported($"{other.Name}' beside '{keyword}", path);
        }

        JsonTypes types = schema.TryGetProperty("type", out _) ? JsonTypeNames.Of(schema, path) : JsonTypes.All;
        return Expr.Any([.. values.Where(value => types.HasFlag(JsonTypeNames.OfValue(value))).Select(value => Expr.Text(JsonText.Literal(value)))]);
    }

    private Expr OfTypes(JsonElement schema, string path)
    {
        JsonTypes types = JsonTypeNames.Of(schema, path);
        if (types == JsonTypes.All) return _any.Value;
        List<Expr> options = [];
        if (types.HasFlag(JsonTypes.Object)) options.Add(Rules.Add(path, new ObjectSchema(this, schema, path).Translate()));
        if (types.HasFlag(JsonTypes.Array)) options.Add(Rules.Add(path, ArraySchema.Translate(this, schema, path)));
        if (types.HasFlag(JsonTypes.String)) options.Add(StringSchema.Translate(this, schema, path));
        if (types.HasFlag(JsonTypes.Number)) options.Add(NumberSchema.Number(schema, path));
        else if (types.HasFlag(JsonTypes.Integer)) options.Add(NumberSchema.Integer(schema, path));
        if (types.HasFlag(JsonTypes.Boolean)) options.Add(JsonText.Boolean);
        if (types.HasFlag(JsonTypes.Null)) options.Add(JsonText.Null);
        return Expr.Any(options);
    }
}
