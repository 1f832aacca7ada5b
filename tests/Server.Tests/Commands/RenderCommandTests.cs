using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class RenderCommandTests : IDisposable
{
    private const string Line = """{"messages":[{"role":"user","content":"Grüße 🦙"}],"add_generation_prompt":true,"bos_token":"<s>","eos_token":"</s>","now":"2024-07-26T12:00:00"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_Lines_AreAnsweredOneByOne()
    {
        const string Source = """
            {{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}{{ eos_token }}{% else %}{{ raise_exception('no messages') }}{% endfor %} {{ strftime_now('%d %b %Y') }}{{ mood }}
            """;

        var outcome = await RenderAsync(Source, Line + "\n{\"messages\":[]}\nnonsense\n{\"tools\":[]}\n" + Line[..^1] + ",\"mood\":\" :-)\"}\n");

        Assert.Equal(5, outcome.Lines.Length);
        Assert.Equal("<s>user: Grüße 🦙</s> 26 Jul 2024", JsonSerializer.Deserialize<string>(outcome.Lines[0]));
        Assert.Equal("{\"error\":\"no messages\"}", outcome.Lines[1]);
        Assert.Contains("not a line of JSON", outcome.Lines[2], StringComparison.Ordinal);
        Assert.Contains("messages", outcome.Lines[3], StringComparison.Ordinal);
        Assert.EndsWith(" :-)", JsonSerializer.Deserialize<string>(outcome.Lines[4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_TemplateThatDoesNotParse_IsAnErrorEachLineAndInTheExitCode()
    {
        var outcome = await RenderAsync("{% for m in %}", Line + "\n" + Line + "\n");

        Assert.Equal((1, 2), (outcome.ExitCode, outcome.Lines.Length));
        Assert.All(outcome.Lines, line => Assert.StartsWith("{\"error\":", line, StringComparison.Ordinal));
        Assert.Contains("line 1", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ModelWithoutTemplate_SaysSoAndFails()
    {
        var outcome = await InferenceProcess.RunAsync(["render", _folder.Path], Line + "\n");

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("has no chat template", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ 'x' * 10000000000 }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    public async Task Render_HostileTemplate_IsAnErrorNotAHang(string source)
    {
        var outcome = await RenderAsync(source, Line + "\n");

        Assert.StartsWith("{\"error\":", outcome.Output, StringComparison.Ordinal);
    }

    private Task<InferenceProcess.Outcome> RenderAsync(string source, string input)
    {
        File.WriteAllText(_folder.PathTo("t.jinja"), source);
        return InferenceProcess.RunAsync(["render", _folder.PathTo("t.jinja")], input);
    }
}
