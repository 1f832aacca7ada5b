using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The <c>pattern</c> of a component: <c>{"Regex": …}</c> or <c>{"String": …}</c>.</summary>
internal static class JsonPatterns
{
    private const int MaximumLength = 4000;

    public static bool TryLiteral(JsonFields component, out string text)
    {
        text = component.Child("pattern").Text("String") ?? "";
        return text.Length > 0;
    }

    /// <summary>Null with a problem noted where there is no usable pattern.</summary>
    public static Pattern? Read(JsonFields component)
    {
        JsonFields pattern = component.Child("pattern");
        if (TryLiteral(component, out string text))
            return Compile(pattern, "String", text, Pattern.Literal);
        if (!pattern.Has("Regex"))
        {
            component.Problem("pattern", "holds neither a Regex nor a String");
            return null;
        }
        return Compile(pattern, "Regex", pattern.Text("Regex") ?? "", source => new Pattern(source));
    }

    private static Pattern? Compile(JsonFields fields, string field, string source, Func<string, Pattern> compile)
    {
        if (source.Length > MaximumLength)
        {
            fields.Problem(field, $"is {source.Length} characters long; at most {MaximumLength} are read");
            return null;
        }
        try
        {
            return compile(source);
        }
        catch (PatternException error)
        {
            fields.Problem(field, error.Message);
            return null;
        }
    }
}
