using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

public sealed class FirstCallOnlyTests
{
    [Fact]
    public void Append_SeveralCalls_GivesTheFirstAndTheContent()
    {
        var parser = new FirstCallOnly(DeltaLog.Create("hermes"));
        const string Text = """a<tool_call>{"name":"f"}</tool_call><tool_call>{"name":"g"}</tool_call>b""";

        Assert.Equal("«a»0/a:f({})«b»", DeltaLog.Of(parser, Chunking.Characters(Text)));
        Assert.Equal(1, parser.CallCount);
    }
}
