using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The <c>pattern</c> of a component: <c>{"Regex": …}</c> or <c>{"String": …}</c>.</summary>
internal static class JsonPatterns
{
    private const int MaximumLength = 20_000;

    public static bool TryLiteral(JsonFields component, out string text)
    {
        text = component.Child("pattern").Text("String") ?? "";
        return text.Length > 0;
    }

    /// <summary>Null with a problem noted where there is no usable pattern.</summary>
    public static Pattern? Read(JsonFields component)
    {
        if (TryLiteral(component, out string text))
            return Pattern.Literal(text);
        JsonFields pattern = component.Child("pattern");
        if (!pattern.Has("Regex"))
        {
            component.Problem("pattern", "holds neither a Regex nor a String");
            return null;
        }
        return Compile(pattern, "Regex", pattern.Text("Regex") ?? "");
    }

    private static Pattern? Compile(JsonFields fields, string field, string source)
    {
        if (source.Length > MaximumLength)
        {
            fields.Problem(field, $"is a regular expression of {source.Length} characters; at most {MaximumLength} are read");
            return null;
        }
        try
        {
            return new Pattern(source);
        }
        catch (PatternException error)
        {
            fields.Problem(field, error.Message);
            return null;
        }
    }
}
