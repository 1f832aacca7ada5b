using System.Text;
using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Client;

public sealed class ChunkReaderTests
{
    private readonly ChunkFields _fields = new();

    [Fact]
    public void TryRead_ChatChunk_HasTextTokensAndEnd()
    {
        Assert.True(Read("""{"id":"c1","x":{"y":[1,{"z":2}]},"choices":[{"index":0,"logprobs":null,"delta":{"role":"assistant","content":"a\u00e4\n"},"finish_reason":"length","token_ids":[5,6]}]}"""));

        Assert.Equal("c1", Encoding.UTF8.GetString(_fields.ResponseId.WrittenSpan));
        Assert.Equal("a\u00e4\n", Text);
        Assert.Equal([5, 6], _fields.TokenIds);
        Assert.Equal("length", _fields.FinishReason);
    }

    [Fact]
    public void TryRead_CompletionAndUsage_AreRead()
    {
        Assert.True(Read("""{"choices":[{"text":"hi","finish_reason":null}],"usage":{"prompt_tokens":7,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3}}}"""));

        Assert.Equal("hi", Text);
        Assert.Null(_fields.FinishReason);
        Assert.Equal((7, 2, 3), (_fields.PromptTokens, _fields.CompletionTokens, _fields.CachedTokens));
    }

    [Fact]
    public void TryRead_ReasoningAndToolCalls_AreContent()
    {
        Assert.True(Read("""{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}"""));
        Assert.Equal("hm", Text);

        Assert.True(Read("""{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]}"""));
        Assert.True(_fields.HasContent);
        Assert.Equal("", Text);
    }

    [Fact]
    public void TryRead_RoleAlone_IsNoContent()
    {
        Assert.True(Read("""{"choices":[{"delta":{"role":"assistant","content":""},"token_ids":null}]}"""));

        Assert.False(_fields.HasContent);
    }

    [Theory]
    [InlineData("""{"error":{"message":"boom","type":"server_error"}}""", "boom")]
    [InlineData("""{"error":"boom"}""", "boom")]
    [InlineData("""{"error":{}}""", "the server reports an error")]
    public void TryRead_Error_IsTold(string data, string expected)
    {
        Assert.True(Read(data));

        Assert.Equal(expected, _fields.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}{}")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[{"delta":{"content":"\ud800"}}]}""")]
    [InlineData("""{"choices":[{"token_ids":[99999999999]}]}""")]
    [InlineData("""{"usage":{"prompt_tokens":1e99}}""")]
    [InlineData("""{"choices":[{"delta":{"content":"cut off""")]
    public void TryRead_NoChunk_IsRefused(string data) => Assert.False(Read(data));

    private string Text => Encoding.UTF8.GetString(_fields.Text.WrittenSpan);

    private bool Read(string data) => ChunkReader.TryRead(Encoding.UTF8.GetBytes(data), _fields);
}
