using Inference.ModelFiles.Templates;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Templates;

public sealed class ChatTemplateSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromDirectory_StringInTokenizerConfig_IsDefault()
    {
        Write("tokenizer_config.json", """{"chat_template":"T"}""");
        ChatTemplateSource source = ChatTemplateSource.FromDirectory(Folder);
        Assert.Equal(("T", "T"), (Chosen(source, hasTools: false), Chosen(source, hasTools: true)));
    }

    [Fact]
    public void Choose_ToolsGivenAndNamedTemplate_PrefersToolUse()
    {
        Write("tokenizer_config.json", """{"chat_template":[{"name":"default","template":"D"},{"name":"tool_use","template":"U"},{"name":"rag","template":"R"}]}""");
        ChatTemplateSource source = ChatTemplateSource.FromDirectory(Folder);
        Assert.Equal(("D", "U", 3), (Chosen(source, hasTools: false), Chosen(source, hasTools: true), source.Templates.Count));
    }

    [Fact]
    public void FromDirectory_JinjaFile_WinsOverJson()
    {
        Write("tokenizer_config.json", """{"chat_template":"old"}""");
        Write("chat_template.json", """{"chat_template":"older"}""");
        Write("chat_template.jinja", "new");
        Directory.CreateDirectory(Path.Combine(Folder, "additional_chat_templates"));
        Write("additional_chat_templates/tool_use.jinja", "with tools");
        ChatTemplateSource source = ChatTemplateSource.FromDirectory(Folder);
        Assert.Equal(("new", "with tools"), (Chosen(source, hasTools: false), Chosen(source, hasTools: true)));
    }

    [Fact]
    public void FromDirectory_NoTemplate_IsEmpty()
    {
        Write("tokenizer_config.json", """{"chat_template":null}""");
        Assert.Null(ChatTemplateSource.FromDirectory(Folder).Choose(hasTools: false));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"chat_template":5}""")]
    [InlineData("""{"chat_template":[{"name":"x"}]}""")]
    [InlineData("""{"chat_template":"\ud800"}""")]
    public void FromDirectory_DamagedFile_IsModelFileException(string content)
    {
        Write("tokenizer_config.json", content);
        ModelFileException error = Assert.Throws<ModelFileException>(() => ChatTemplateSource.FromDirectory(Folder));
        Assert.Contains("tokenizer_config.json", error.Message);
    }

    [Fact]
    public void FromText_Template_IsDefault() => Assert.Equal("T", Chosen(ChatTemplateSource.FromText("T"), hasTools: true));

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);

    private static string? Chosen(ChatTemplateSource source, bool hasTools) =>
        source.Choose(hasTools) is { } name ? source.Templates[name] : null;
}
