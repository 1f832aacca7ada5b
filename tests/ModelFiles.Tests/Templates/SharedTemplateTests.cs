using System.Text.Json;
using Inference.ModelFiles.Templates;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Templates;

/// <summary>Real templates with the renderings that the reference gives.</summary>
public sealed class SharedTemplateTests
{
    private static readonly DateTimeOffset _now = new(2024, 7, 26, 12, 0, 0, TimeSpan.Zero);

    // What the reference implementation says where it lacks a feature; any other message is the template's own.
    private static readonly string[] _referenceLimits = ["Expected iterable or object type", "Cannot apply filter"];

    public static TheoryData<int> Cases => SharedData.SkipReason is null ? [.. Enumerable.Range(0, All.Length)] : [0];

    private static JsonElement[] All => [.. Expected.Value.GetProperty("cases").EnumerateArray()];

    private static Lazy<JsonElement> Expected { get; } =
        new(() => JsonDocument.Parse(File.ReadAllText(SharedData.PathTo("chat-templates", "expected.json"))).RootElement);

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void Render_SharedCase_EqualsReference(int index)
    {
        JsonElement test = All[index];
        string source = File.ReadAllText(SharedData.PathTo("chat-templates", test.GetProperty("template").GetString()!));
        ChatTemplate template = ChatTemplate.Parse(source);
        var variables = test.GetProperty("inputs").EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        variables["add_generation_prompt"] = test.GetProperty("add_generation_prompt");
        variables["bos_token"] = JsonSerializer.SerializeToElement("<BOS>");
        variables["eos_token"] = JsonSerializer.SerializeToElement("<EOS>");

        if (!test.TryGetProperty("error", out JsonElement error))
        {
            Assert.Equal(test.GetProperty("expected").GetString(), template.Render(variables, _now));
            return;
        }

        if (Array.Exists(_referenceLimits, error.GetString()!.StartsWith))
        {
            Assert.NotEmpty(template.Render(variables, _now));
            return;
        }

        TemplateException refused = Assert.Throws<TemplateException>(() => template.Render(variables, _now));
        Assert.Equal(TemplateErrorKind.Raised, refused.Kind);
        Assert.Equal(error.GetString(), refused.Message);
    }
}
