using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Inference.Engine.Tests.Constraints;

/// <summary>Checks a value against a schema in the plainest way, apart from anything that the engine does.</summary>
internal sealed class PlainValidator(JsonElement root)
{
    public bool IsValid(JsonElement value) => Holds(root, value);

    private bool Holds(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return schema.ValueKind == JsonValueKind.True;
        return schema.EnumerateObject().All(keyword => Holds(schema, keyword.Name, keyword.Value, value));
    }

    private bool Holds(JsonElement schema, string keyword, JsonElement says, JsonElement value)
    {
        bool isNumber = value.ValueKind == JsonValueKind.Number, isString = value.ValueKind == JsonValueKind.String;
        bool isObject = value.ValueKind == JsonValueKind.Object, isArray = value.ValueKind == JsonValueKind.Array;
        decimal number = isNumber && value.TryGetDecimal(out decimal parsed) ? parsed : 0;
        return keyword switch
        {
            "$ref" => Holds(Resolve(says.GetString()!), value),
            "type" => says.ValueKind == JsonValueKind.String ? IsOfType(value, says.GetString()!) : says.EnumerateArray().Any(name => IsOfType(value, name.GetString()!)),
            "enum" => says.EnumerateArray().Any(other => JsonElement.DeepEquals(other, value)),
            "const" => JsonElement.DeepEquals(says, value),
            "anyOf" => says.EnumerateArray().Any(option => Holds(option, value)),
            "oneOf" => says.EnumerateArray().Count(option => Holds(option, value)) == 1,
            "allOf" => says.EnumerateArray().All(option => Holds(option, value)),
            "minimum" => !isNumber || number >= says.GetDecimal(),
            "maximum" => !isNumber || number <= says.GetDecimal(),
            "exclusiveMinimum" => !isNumber || number > says.GetDecimal(),
            "exclusiveMaximum" => !isNumber || number < says.GetDecimal(),
            "multipleOf" => !isNumber || number % says.GetDecimal() == 0,
            "minLength" => !isString || Length(value) >= says.GetInt32(),
            "maxLength" => !isString || Length(value) <= says.GetInt32(),
            "pattern" => !isString || Regex.IsMatch(value.GetString()!, says.GetString()!, RegexOptions.ECMAScript),
            "format" => !isString || HasFormat(value.GetString()!, says.GetString()!),
            "minItems" => !isArray || value.GetArrayLength() >= says.GetInt32(),
            "maxItems" => !isArray || value.GetArrayLength() <= says.GetInt32(),
            "prefixItems" => !isArray || says.EnumerateArray().Zip(value.EnumerateArray()).All(pair => Holds(pair.First, pair.Second)),
            "items" => !isArray || value.EnumerateArray().Skip(schema.TryGetProperty("prefixItems", out JsonElement prefix) ? prefix.GetArrayLength() : 0).All(item => Holds(says, item)),
            "required" => !isObject || says.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "properties" => !isObject || says.EnumerateObject().All(property => !value.TryGetProperty(property.Name, out JsonElement member) || Holds(property.Value, member)),
            "patternProperties" => !isObject || value.EnumerateObject().All(member => says.EnumerateObject().All(pattern => !Regex.IsMatch(member.Name, pattern.Name, RegexOptions.ECMAScript) || Holds(pattern.Value, member.Value))),
            "additionalProperties" => !isObject || value.EnumerateObject().Where(member => IsAdditional(schema, member.Name)).All(member => Holds(says, member.Value)),
            "minProperties" => !isObject || value.EnumerateObject().Count() >= says.GetInt32(),
            "maxProperties" => !isObject || value.EnumerateObject().Count() <= says.GetInt32(),
            "$defs" or "description" => true,
            _ => throw new InvalidOperationException($"The validator does not know '{keyword}'."),
        };
    }

    private JsonElement Resolve(string reference) =>
        reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (at, name) => at.GetProperty(name));

    private static bool IsAdditional(JsonElement schema, string name) =>
        !(schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(name, out _))
        && !(schema.TryGetProperty("patternProperties", out JsonElement patterns) && patterns.EnumerateObject().Any(pattern => Regex.IsMatch(name, pattern.Name, RegexOptions.ECMAScript)));

    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => string.Equals(value.ValueKind.ToString(), type, StringComparison.OrdinalIgnoreCase),
    };

    private static bool HasFormat(string text, string format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.Length > 10 && text[10] == 'T' && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && IsTime(text[11..]),
        "time" => IsTime(text),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "email" => System.Net.Mail.MailAddress.TryCreate(text, out _),
        "hostname" => Uri.CheckHostName(text) != UriHostNameType.Unknown,
        "ipv4" => IPAddress.TryParse(text, out IPAddress? four) && four.ToString() == text,
        "ipv6" => IPAddress.TryParse(text, out IPAddress? six) && six.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "duration" => text.Length > 2 && text[0] == 'P' && TryDuration(text),
        _ => throw new InvalidOperationException($"The validator does not know the format '{format}'."),
    };

    private static bool IsTime(string text) => text.Length > 8 && TimeOnly.TryParse(text[..8], CultureInfo.InvariantCulture, out _) && (text.EndsWith('Z') || text[^6] is '+' or '-');

    private static bool TryDuration(string text) => text.EndsWith('W') || Regex.IsMatch(text, "^P(?=.)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+S)?)?$");
}
