using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

public sealed class ToolChoiceTests
{
    private static readonly IReadOnlyList<ToolDefinition> Tools = ToolDefinitionReader.Read(JsonElement.Parse("""
        [{"type":"function","function":{"name":"f","parameters":{"properties":{"a":{"type":"integer"}}}}},
         {"type":"function","function":{"name":"g","parameters":{"type":"object","$defs":{"n":{"$ref":"#"}},"properties":
           {"n":{"$ref":"#/$defs/n"},"$ref":{"const":{"$ref":"#"}},"default":{"items":[{"$ref":"other"}],"allOf":[{"$ref":"#/$defs/n"}]}}}}}]
        """));

    [Theory]
    [InlineData("null", ToolChoiceKind.Auto, null)]
    [InlineData("\"auto\"", ToolChoiceKind.Auto, null)]
    [InlineData("\"none\"", ToolChoiceKind.None, null)]
    [InlineData("\"required\"", ToolChoiceKind.Required, null)]
    [InlineData("""{"type":"function","function":{"name":"g"}}""", ToolChoiceKind.Named, "g")]
    [InlineData("""{"type":"function","name":"g"}""", ToolChoiceKind.Named, "g")]
    public void Read_KnownForm_IsUnderstood(string json, ToolChoiceKind kind, string? function) =>
        Assert.Equal(new ToolChoice(kind, function), ToolChoice.Read(JsonElement.Parse(json), Tools));

    [Fact]
    public void Read_AbsentWithoutTools_IsNone() => Assert.Equal(ToolChoiceKind.None, ToolChoice.Read(default, []).Kind);

    [Theory]
    [InlineData("\"any\"", "tool_choice")]
    [InlineData("5", "tool_choice")]
    [InlineData("{}", "tool_choice.type")]
    [InlineData("""{"type":"function"}""", "tool_choice.function.name")]
    [InlineData("""{"type":"function","function":"g"}""", "tool_choice.function")]
    [InlineData("""{"type":"function","function":{"name":5}}""", "tool_choice.function.name")]
    [InlineData("""{"type":"function","function":{"name":"h"}}""", "tool_choice")]
    [InlineData("""{"type":"function","function":{"name":"\ud83d"}}""", "tool_choice")]
    public void Read_WrongForm_NamesTheParameter(string json, string parameter) =>
        Assert.Equal(parameter, Assert.Throws<InferenceException>(() => ToolChoice.Read(JsonElement.Parse(json), Tools)).Parameter);

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"required\"")]
    public void Read_ChoiceWithoutTools_IsRefused(string json) =>
        Assert.Equal("tool_choice", Assert.Throws<InferenceException>(() => ToolChoice.Read(JsonElement.Parse(json), [])).Parameter);

    [Theory]
    [InlineData("null")]
    [InlineData("\"none\"")]
    [InlineData("\"auto\"")]
    [InlineData("\"required\"")]
    public void Read_ChoiceOfAnEmptyList_IsNone(string json) => Assert.Equal(ToolChoiceKind.None, ToolChoice.Read(JsonElement.Parse(json), [], isListed: true).Kind);

    [Fact]
    public void Read_NameOfAnEmptyList_IsRefused() =>
        Assert.Throws<InferenceException>(() => ToolChoice.Read(JsonElement.Parse("""{"type":"function","function":{"name":"f"}}"""), [], isListed: true));

    [Theory]
    [InlineData("""[{"name":"f","parameters":{"a":1}},{"nam""")]
    [InlineData("""[{"name":"f","parameters":{"a":1}}, {"name": "g", "pa""")]
    public void Parser_SecondCallIsCutOff_NothingOfItIsContent(string text)
    {
        ToolCallMessage whole = ToolCallMessage.Read(new ToolChoice(ToolChoiceKind.Required).Parser()!, text, isForced: true);
        IToolCallParser parser = new ToolChoice(ToolChoiceKind.Required).Parser()!;
        ToolDelta[] streamed = [.. text.SelectMany(letter => parser.Append($"{letter}")), .. parser.Finish()];

        Assert.Null(whole.Content);
        Assert.Equal("""{"a":1}""", Assert.Single(whole.Calls).Arguments);
        Assert.DoesNotContain(streamed, delta => delta is ContentDelta);
    }

    [Fact]
    public void Schema_Named_IsTheParameters()
    {
        Assert.Equal("""{"properties":{"a":{"type":"integer"}},"type":"object"}""", new ToolChoice(ToolChoiceKind.Named, "f").Schema(Tools));
        Assert.Contains("\"$ref\":\"#/$defs/n\"", new ToolChoice(ToolChoiceKind.Named, "g").Schema(Tools), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Required_IsAListOfCalls() => Assert.Equal(
        """{"type":"array","minItems":1,"items":{"anyOf":[{"type":"object","properties":{"name":{"type":"string","enum":["f"]},"parameters":{"properties":{"a":{"type":"integer"}},"type":"object"}},"required":["name","parameters"],"additionalProperties":false}]},"maxItems":1}""",
        new ToolChoice(ToolChoiceKind.Required).Schema([Tools[0]], isParallel: false));

    [Fact]
    public void Schema_ParametersWithReferences_MoveTogetherWithThem()
    {
        using JsonDocument schema = JsonDocument.Parse(new ToolChoice(ToolChoiceKind.Required).Schema(Tools)!);

        JsonElement call = schema.RootElement.GetProperty("items").GetProperty("anyOf")[1];
        Assert.Equal("""{"$ref":"#/$defs/g"}""", call.GetProperty("properties").GetProperty("parameters").GetRawText());
        Assert.Equal(
            """{"type":"object","$defs":{"n":{"$ref":"#/$defs/g"}},"properties":{"n":{"$ref":"#/$defs/g/$defs/n"},"$ref":{"const":{"$ref":"#"}},"default":{"items":[{"$ref":"other"}],"allOf":[{"$ref":"#/$defs/g/$defs/n"}]}}}""",
            schema.RootElement.GetProperty("$defs").GetProperty("g").GetRawText());
    }

    [Theory]
    [InlineData(ToolChoiceKind.None)]
    [InlineData(ToolChoiceKind.Auto)]
    public void Schema_FreeChoice_IsNone(ToolChoiceKind kind)
    {
        Assert.Null(new ToolChoice(kind).Schema(Tools));
        Assert.Null(new ToolChoice(kind).Parser());
    }

    [Theory]
    [InlineData("""[{"name": "f", "parameters": {"a": 1}}, {"name": "g", "parameters": {}}]""", """0/a:f({"a": 1})1/b:g({})""")]
    [InlineData("""[{"name": "f", "parameters": {"a": 1""", """0/a:f({"a": 1)""")]
    [InlineData("I will not.", "«I will not.»")]
    public void Parser_Required_ReadsTheList(string text, string expected) =>
        AssertParses(new ToolChoice(ToolChoiceKind.Required), text, expected);

    [Theory]
    [InlineData(""" {"a": {"b": "}"}} """, """0/a:f({"a": {"b": "}"}})""")]
    [InlineData("""{"name": "x", "parameters": {}}""", """0/a:f({"name": "x", "parameters": {}})""")]
    [InlineData("I will not.", "«I will not.»")]
    public void Parser_Named_ReadsTheArguments(string text, string expected) =>
        AssertParses(new ToolChoice(ToolChoiceKind.Named, "f"), text, expected);

    private static void AssertParses(ToolChoice choice, string text, string expected)
    {
        Assert.Equal(expected, DeltaLog.Of(Parser(), [text]));
        Assert.Equal(expected, DeltaLog.Of(Parser(), Chunking.Characters(text)));

        IToolCallParser Parser()
        {
            char next = 'a';
            return choice.Parser(() => $"{next++}")!;
        }
    }
}
