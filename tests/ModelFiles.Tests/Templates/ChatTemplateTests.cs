using System.Text.Json;
using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly JsonElement _none = JsonDocument.Parse("{}").RootElement;

    [Fact]
    public void Parse_SyntaxError_TellsLineAndColumn()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("a\n  {{ 1 + }}"));
        Assert.Equal((TemplateErrorKind.Syntax, 2, 10), (error.Kind, error.Line, error.Column));
        Assert.Equal("t, line 2, column 10: " + error.Message, error.Describe("t"));
    }

    [Fact]
    public void Render_RaiseException_HasTheTemplatesOwnMessage()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("\n{{ raise_exception('No <b>!') }}").Render(_none, default));
        Assert.Equal((TemplateErrorKind.Raised, "No <b>!", 2), (error.Kind, error.Message, error.Line));
    }

    [Fact]
    public void Render_EvaluationError_TellsWhatAndWhere()
    {
        TemplateException error = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("\n\n{{ x.y }}").Render(_none, default));
        Assert.Equal((TemplateErrorKind.Evaluation, "'x' is undefined", 3), (error.Kind, error.Message, error.Line));
    }

    [Theory]
    [InlineData("{% include 'x' %}")]
    [InlineData("{% extends 'x' %}")]
    [InlineData("{% import 'x' as y %}")]
    public void Parse_OtherFile_IsRefusedClearly(string template) =>
        Assert.Contains("a chat template is one file", Assert.Throws<TemplateException>(() => ChatTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("""{"x":1}""", "1")]
    [InlineData("""{"x":1.0}""", "1.0")]
    [InlineData("""{"x":1e2}""", "100.0")]
    [InlineData("""{"x":123456789012345678901234567890}""", "123456789012345678901234567890")]
    [InlineData("""{"x":{"b":1,"a":[null,true]}}""", "{'b': 1, 'a': [None, True]}")]
    [InlineData("""{"x":{"b":1,"a":2,"b":3}}""", "{'b': 3, 'a': 2}")]
    [InlineData("""{"x":null}""", "None")]
    [InlineData("{}", "")]
    public void Render_JsonInput_KeepsTypesAndOrder(string json, string expected) =>
        Assert.Equal(expected, ChatTemplate.Parse("{{ x }}").Render(JsonDocument.Parse(json).RootElement, default));

    [Fact]
    public void Render_HalfOfSurrogatePair_IsRefused() =>
        Assert.Throws<TemplateException>(() => ChatTemplate.Parse("{{ x }}").Render(JsonDocument.Parse("""{"x":"\ud800"}""").RootElement, default));

    [Fact]
    public void Render_GeneratorToJson_GivesList() =>
        Assert.Equal("[\"A\"]", ChatTemplate.Parse("{{ ['a'] | map('upper') | tojson }}").Render(_none, default));

    [Fact]
    public void Render_SameTemplateOnManyThreads_GivesSameText()
    {
        ChatTemplate template = ChatTemplate.Parse("{% set ns = namespace(n=0) %}{% for i in range(200) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}");
        Assert.All(Enumerable.Range(0, 64).AsParallel().Select(_ => template.Render(_none, default)), text => Assert.Equal("19900", text));
    }

    [Fact]
    public void Render_OutputOverLimit_IsRefused()
    {
        ChatTemplate template = ChatTemplate.Parse("{% for i in range(20) %}12345678{% endfor %}", limits: new TemplateLimits { MaxOutputCharacters = 100 });
        Assert.Equal(TemplateErrorKind.LimitExceeded, Assert.Throws<TemplateException>(() => template.Render(_none, default)).Kind);
    }
}
