using System.Text;
using System.Text.Json;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>
/// Objects: the properties in the schema's order, then others where the schema speaks of others. Where it names properties and does
/// not say what others may be, there are none.
/// </summary>
internal sealed class ObjectSchema(SchemaTranslation translation, JsonElement schema, string path)
{
    private static readonly Expr AnyKey = JsonText.StringOf(Expr.Star(JsonText.OneSpelling(CodePointSet.All)));

    private readonly List<(string Name, Expr Value, bool Required)> _properties = [];

    public Expr Translate()
    {
        bool saysOthers = schema.TryGetProperty("additionalProperties", out JsonElement others);
        bool closed = saysOthers && others.ValueKind == JsonValueKind.False;
        Expr otherValue = !saysOthers ? translation.Any.Value : closed ? Expr.Never : translation.AsRule(others, $"{path}/additionalProperties");
        ReadProperties(closed, otherValue);
        List<Expr> pairs = Patterns(saysOthers && !closed ? otherValue : null);
        bool namesNone = _properties.Count == 0 && !schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("patternProperties", out _);
        if (pairs.Count == 0 && ((saysOthers && !closed) || (!saysOthers && namesNone))) pairs.Add(AnyJson.Pair(OtherKey(_properties.Select(property => property.Name)), otherValue));
        Expr? other = pairs.Count == 0 ? null : Expr.Any(pairs);

        int min = SchemaError.Count(schema, "minProperties", path) ?? 0;
        int? max = SchemaError.Count(schema, "maxProperties", path);
        if (_properties.Count == 0 && other is not null)
        {
            return max < min ? Expr.Never : AnyJson.ListOf("{", translation.Rules.Add($"{path}/additionalProperties", other), "}", min, max);
        }

        if (min > _properties.Count(property => property.Required)) throw SchemaError.Unsupported("minProperties' beside 'properties", path);
        if (max is not null && (max < _properties.Count || other is not null)) throw SchemaError.Unsupported("maxProperties' beside 'properties", path);
        return Sequence(other);
    }

    private void ReadProperties(bool closed, Expr otherValue)
    {
        List<string> required = [];
        if (schema.TryGetProperty("required", out JsonElement names))
        {
            if (names.ValueKind != JsonValueKind.Array || names.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String)) throw SchemaError.Wrong("'required' must be a list of names", path);
            required.AddRange(names.EnumerateArray().Select(name => name.GetString()!).Distinct());
        }

        HashSet<string> known = [], needed = [.. required];
        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            if (properties.ValueKind != JsonValueKind.Object) throw SchemaError.Wrong("'properties' must be an object", path);
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                if (!known.Add(property.Name)) throw SchemaError.Wrong($"'properties' has '{property.Name}' twice", path);
                _properties.Add((property.Name, translation.Translate(property.Value, $"{path}/properties/{property.Name}"), needed.Contains(property.Name)));
            }
        }

        foreach (string name in required.Where(name => !known.Contains(name)))
        {
            if (closed) throw SchemaError.Wrong($"'required' names '{name}', which is not among 'properties', and 'additionalProperties' is false", path);
            _properties.Add((name, otherValue, true));
        }
    }

    // A key that several patterns match would need all their schemas; there are enough other keys.
    private List<Expr> Patterns(Expr? otherValue)
    {
        if (!schema.TryGetProperty("patternProperties", out JsonElement patterns)) return [];
        if (patterns.ValueKind != JsonValueKind.Object) throw SchemaError.Wrong("'patternProperties' must be an object", path);
        if (_properties.Count > 0) throw SchemaError.Unsupported("patternProperties' beside 'properties' or 'required", path);
        JsonProperty[] all = [.. patterns.EnumerateObject()];
        if (all.Length > 20) throw SchemaError.Wrong("more than 20 patterns in 'patternProperties' are not supported", path);
        Expr[] keys = [.. all.Select(pattern => JsonText.StringOf(RegexParser.Search(pattern.Name, JsonText.OneSpelling)))];
        List<Expr> pairs = [];
        for (int i = 0; i < all.Length; i++)
        {
            Expr[] rest = [.. keys.Where((_, other) => other != i)];
            Expr key = rest.Length == 0 ? keys[i] : DfaProduct.Except(keys[i], Expr.Any(rest));
            pairs.Add(AnyJson.Pair(key, translation.AsRule(all[i].Value, $"{path}/patternProperties/{all[i].Name}")));
        }

        if (otherValue is not null) pairs.Add(AnyJson.Pair(DfaProduct.Except(AnyKey, Expr.Any(keys)), otherValue));
        return pairs;
    }

    private Expr OtherKey(IEnumerable<string> names)
    {
        Expr[] literals = [.. names.Select(name => Expr.Text(JsonText.Literal(name)))];
        return literals.Length == 0 ? translation.Any.String : translation.Rules.Add($"{path}/keys", DfaProduct.Except(AnyKey, Expr.Any(literals)));
    }

    // Nodes 2i: before property i, none written yet; 2i + 1: before it, some written.
    private Expr.Graph Sequence(Expr? other)
    {
        int count = _properties.Count, none = 2 * count, some = none + 1, end = some + 1;
        List<(int, int, Expr)> edges = [];
        for (int i = 0; i < count; i++)
        {
            (string name, Expr value, bool required) = _properties[i];
            Expr pair = AnyJson.Pair(Expr.Text(JsonText.Literal(name)), value);
            edges.Add(((2 * i) + 1, (2 * i) + 3, Expr.Seq(JsonText.Comma, pair)));
            edges.Add((2 * i, (2 * i) + 3, Expr.Seq(JsonText.Space, pair)));
            if (required) continue;
            edges.Add(((2 * i) + 1, (2 * i) + 3, Expr.Nothing));
            edges.Add((2 * i, (2 * i) + 2, Expr.Nothing));
        }

        if (other is not null)
        {
            Expr shared = translation.Rules.Add($"{path}/additionalProperties", other);
            edges.Add((some, some, Expr.Seq(JsonText.Comma, shared)));
            edges.Add((none, some, Expr.Seq(JsonText.Space, shared)));
        }

        edges.Add((some, end, Expr.Seq(JsonText.Space, Expr.Text("}"))));
        edges.Add((none, end, Expr.Text("}")));

        // The opening brace leads into the first node.
        return new Expr.Graph(end + 2, [(0, 1, Expr.Text("{")), .. edges.Select(edge => (edge.Item1 + 1, edge.Item2 + 1, edge.Item3))]);
    }
}
