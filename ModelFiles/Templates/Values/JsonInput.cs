using System.Globalization;
using System.Text.Json;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Lexing;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Turns JSON into the values that a template works on. Integers and floats stay apart, keys keep their order.</summary>
internal static class JsonInput
{
    public static object? Convert(Execution run, JsonElement element)
    {
        run.Step();
        switch (element.ValueKind)
        {
            case JsonValueKind.String: return Text(element.GetString);
            case JsonValueKind.True: return Booleans.Box(true);
            case JsonValueKind.False: return Booleans.Box(false);
            case JsonValueKind.Number: return Number(run, element);
            case JsonValueKind.Array:
                run.Enter();
                var items = new object?[element.GetArrayLength()];
                int at = 0;
                foreach (JsonElement item in element.EnumerateArray()) items[at++] = Convert(run, item);
                run.Leave();
                return new Sequence(items);
            case JsonValueKind.Object:
                run.Enter();
                var mapping = new Mapping();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    mapping[Text(() => property.Name)] = Convert(run, property.Value);
                }

                run.Leave();
                return mapping;
            default: return null;
        }
    }

    private static object Number(Execution run, JsonElement element)
    {
        if (element.TryGetInt64(out long small)) return Integers.Box(small);
        string digits = element.GetRawText();
        if (digits.AsSpan().IndexOfAny('.', 'e', 'E') >= 0) return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return NumberLiteral.Parse(digits, 10) ?? throw run.Limit("the inputs hold an integer with too many digits");
    }

    // Half of a surrogate pair, written as an escape, is JSON but no text.
    private static string Text(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (InvalidOperationException error)
        {
            throw new TemplateException(TemplateErrorKind.Evaluation, "the inputs hold a string that is not valid Unicode", inner: error);
        }
    }
}
