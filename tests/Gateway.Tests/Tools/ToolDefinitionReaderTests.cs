using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

public sealed class ToolDefinitionReaderTests
{
    [Fact]
    public void Read_Functions_HoldsWhatTheySay()
    {
        IReadOnlyList<ToolDefinition> tools = Read("""
            [{"type":"function","function":{"name":"get_weather","description":"Now.","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},
             {"type":"function","function":{"name":"g","description":null,"parameters":null,"strict":null}}]
            """);

        Assert.Equal(["get_weather", "g"], tools.Select(tool => tool.Name));
        Assert.Equal(["Now.", null], tools.Select(tool => tool.Description));
        Assert.Equal([true, false], tools.Select(tool => tool.Strict));
        Assert.Equal("""{"type":"object","properties":{"city":{"type":"string"}}}""", tools[0].Parameters.GetRawText());
        Assert.Equal("""{"type":"object","properties":{}}""", tools[1].Parameters.GetRawText());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public void Read_Nothing_IsEmpty(string json) => Assert.Empty(Read(json));

    [Theory]
    [InlineData("{}", "tools")]
    [InlineData("[5]", "tools[0]")]
    [InlineData("""[{"function":{"name":"f"}}]""", "tools[0].type")]
    [InlineData("""[{"type":"search","function":{"name":"f"}}]""", "tools[0].type")]
    [InlineData("""[{"type":"function"}]""", "tools[0].function")]
    [InlineData("""[{"type":"function","function":{}}]""", "tools[0].function.name")]
    [InlineData("""[{"type":"function","function":{"name":""}}]""", "tools[0].function.name")]
    [InlineData("""[{"type":"function","function":{"name":"a b"}}]""", "tools[0].function.name")]
    [InlineData("""[{"type":"function","function":{"name":"a\n"}}]""", "tools[0].function.name")]
    [InlineData("""[{"type":"function","function":{"name":"a2345678901234567890123456789012345678901234567890123456789012345"}}]""", "tools[0].function.name")]
    [InlineData("""[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}]""", "tools[1].function.name")]
    [InlineData("""[{"type":"function","function":{"name":"f","description":5}}]""", "tools[0].function.description")]
    [InlineData("""[{"type":"function","function":{"name":"f","strict":"yes"}}]""", "tools[0].function.strict")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":[]}}]""", "tools[0].function.parameters")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"type":"array"}}}]""", "tools[0].function.parameters.type")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"type":["object"]}}}]""", "tools[0].function.parameters.type")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"properties":[]}}}]""", "tools[0].function.parameters.properties")]
    [InlineData("""[{"type":"function","function":{"name":"f\ud83d"}}]""", "tools[0]")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"\ud83d":1}}}]""", "tools[0]")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"$ref":"\ud83d"}}}]""", "tools[0]")]
    [InlineData("""[{"type":"function","function":{"name":"f","parameters":{"properties":{"a":{},"a":{}}}}}]""", "tools[0]")]
    public void Read_WrongTool_NamesThePlace(string json, string parameter)
    {
        InferenceException error = Assert.Throws<InferenceException>(() => Read(json));

        Assert.Equal(InferenceError.InvalidRequest, error.Error);
        Assert.Equal(parameter, error.Parameter);
        Assert.Contains($"'{parameter}'", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ToolDefinition> Read(string json) => ToolDefinitionReader.Read(JsonElement.Parse(json));
}
