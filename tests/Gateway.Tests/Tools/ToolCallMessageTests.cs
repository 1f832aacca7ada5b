using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

public sealed class ToolCallMessageTests
{
    [Fact]
    public void Read_ContentAndCalls_HoldsBoth()
    {
        ToolCallMessage message = Read("""Look: <tool_call>{"name":"f","arguments":{"a":1}}</tool_call> <tool_call>{"name":"g"}</tool_call>""");

        Assert.Equal("Look: ", message.Content);
        Assert.Equal([new ToolCall("a", "f", """{"a":1}"""), new ToolCall("b", "g", "{}")], message.Calls);
    }

    [Fact]
    public void Read_OnlyACall_HasNoContent() => Assert.Null(Read("""<tool_call>{"name":"g"}</tool_call>""").Content);

    [Theory]
    [InlineData("""<tool_call>{"name":"f","arguments":{"a": tru""")]
    [InlineData("""<tool_call>{"name":"f","arguments":{"a": }}</tool_call>""")]
    public void Read_ArgumentsThatAreNoJson_IsAllContent(string text)
    {
        ToolCallMessage message = Read(text);

        Assert.Equal(text, message.Content);
        Assert.Empty(message.Calls);
    }

    [Fact]
    public void Read_ForcedCallThatIsCutOff_IsACallAsInAStream()
    {
        ToolCallMessage message = ToolCallMessage.Read(DeltaLog.Create("hermes"), """<tool_call>{"name":"f","arguments":{"a": tru""", isForced: true);

        Assert.Null(message.Content);
        Assert.Equal("f", Assert.Single(message.Calls).Name);
    }

    [Fact]
    public void Read_DeeplyNestedArguments_AreJson()
    {
        string arguments = $$"""{"a":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""";

        Assert.Equal(arguments, Read($$"""<tool_call>{"name":"f","arguments":{{arguments}}}</tool_call>""").Calls.Single().Arguments);
    }

    private static ToolCallMessage Read(string text) => ToolCallMessage.Read(DeltaLog.Create("hermes"), text);
}
