using System.Text.Json;
using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Renders with one fixed set of variables.</summary>
internal static class SampleRendering
{
    private static readonly JsonElement _variables = JsonDocument.Parse(
        """
        {"a": 1, "f": 1.5, "s": "Hello World", "l": [3, 1, 2], "d": {"b": 1, "a": 2, "C": 3}, "n": null, "t": true, "u": "naïve 😀 ß", "users": [{"name": "bob", "age": 30, "x": {"y": 1}}, {"name": "Al", "age": 25, "x": {"y": 2}}, {"name": "cy", "age": 30, "x": {"y": 1}}], "big": 123456789012345678901234567890, "fl": 1e+22, "e": [], "ml": "l1\nl2\n\nl4"}
        """).RootElement;

    public static string Of(string template) =>
        ChatTemplate.Parse(template).Render(_variables, new DateTimeOffset(2024, 7, 26, 12, 0, 0, TimeSpan.Zero));
}
