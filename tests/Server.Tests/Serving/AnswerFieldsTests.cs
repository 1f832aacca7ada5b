using System.Text.Json.Nodes;
using Inference.Contracts;

namespace Inference.Server.Tests.Serving;

/// <summary>Which fields answers have: all that clients may ask for, though nothing is in them; in chunks those that say something.</summary>
public sealed class AnswerFieldsTests
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions", Responses = "/v1/responses";

    [Fact]
    public async Task Post_Chat_HasEveryFieldThatClientsRead()
    {
        JsonNode answer = await AnswerAsync(Chat, """{"messages":[{"role":"user","content":"a"}]}""");
        JsonNode choice = answer["choices"]![0]!;

        Assert.Equal(["service_tier", "system_fingerprint", "prompt_logprobs", "prompt_token_ids", "kv_transfer_params"], NullsOf(answer));
        Assert.Equal(["logprobs", "stop_reason", "token_ids"], NullsOf(choice));
        Assert.Equal(["refusal", "audio", "function_call", "reasoning_content", "reasoning"], NullsOf(choice["message"]!));
        Assert.Empty(choice["message"]!["annotations"]!.AsArray());
        Assert.False(choice["message"]!.AsObject().ContainsKey("tool_calls"));
    }

    [Fact]
    public async Task Post_ChatWithLogprobs_HasThoseOfRefusalsToo()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync((request, _) => SayWithLogprobsAsync(request));
        using HttpResponseMessage answered = await server.PostAsync(Chat, """{"messages":[{"role":"user","content":"a"}],"logprobs":true}""");
        JsonNode logprobs = JsonNode.Parse(await answered.Content.ReadAsStringAsync())!["choices"]![0]!["logprobs"]!;

        Assert.Single(logprobs["content"]!.AsArray());
        Assert.Equal(["refusal"], NullsOf(logprobs));
    }

    [Fact]
    public async Task Post_Completion_HasEveryFieldThatClientsRead()
    {
        JsonNode answer = await AnswerAsync(Completions, """{"prompt":"a"}""");

        Assert.Equal(["service_tier", "system_fingerprint", "kv_transfer_params"], NullsOf(answer));
        Assert.Equal(["logprobs", "stop_reason", "prompt_logprobs", "token_ids", "prompt_token_ids"], NullsOf(answer["choices"]![0]!));
    }

    [Fact]
    public async Task Post_Response_HasEveryFieldThatClientsRead() => Assert.Equal(
        ["error", "incomplete_details", "instructions", "max_output_tokens", "max_tool_calls", "previous_response_id", "prompt", "prompt_cache_key", "reasoning", "safety_identifier", "service_tier", "user"],
        NullsOf(await AnswerAsync(Responses, """{"input":"a"}""")));

    [Theory]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"stream":true}""", "id,created,model,choices,object", "index,delta,logprobs,finish_reason")]
    [InlineData(Completions, """{"prompt":"a","stream":true}""", "id,created,model,choices,object", "index,text,logprobs,finish_reason,stop_reason")]
    public async Task Post_Streamed_HasNoFieldsWithoutNeed(string path, string body, string fields, string choiceFields)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("ab");
        using HttpResponseMessage answered = await server.PostAsync(path, body);
        string first = (await answered.Content.ReadAsStringAsync()).Split('\n').First(line => line.StartsWith("data: {", StringComparison.Ordinal));
        JsonObject chunk = JsonNode.Parse(first[6..])!.AsObject();

        Assert.Equal(fields, string.Join(',', chunk.Select(field => field.Key)));
        Assert.Equal(choiceFields, string.Join(',', chunk["choices"]![0]!.AsObject().Select(field => field.Key)));
    }

    [Fact]
    public async Task Post_AnswerAsItCameAmongTheMessages_HasNothingForTheTemplateThatItDoesNotSay()
    {
        const string Body = """
            {"messages":[{"role":"assistant","content":"b","refusal":null,"annotations":[],"audio":null,"function_call":null,"tool_calls":[],"reasoning_content":null,"reasoning":null}],
             "chat_template":"{% for name in ['content', 'refusal', 'audio', 'function_call', 'tool_calls', 'reasoning_content', 'reasoning'] %}{{ name if name in messages[0] }}{% endfor %}"}
            """;
        await using ScriptedServer server = await ScriptedServer.StartAsync("");
        using HttpResponseMessage tokenized = await server.PostAsync("/tokenize", Body);
        JsonNode tokens = JsonNode.Parse(await tokenized.Content.ReadAsStringAsync())!["tokens"]!;

        Assert.Equal("content", string.Concat(tokens.AsArray().Select(token => (char)(int)token!)));
    }

    private static async IAsyncEnumerable<TokenChunk> SayWithLogprobsAsync(GenerateRequest request)
    {
        await Task.Yield();
        yield return ScriptedServer.Chunk(request, 0, "a", FinishReason.Stop) with { Logprobs = [new TokenLogprobs('a', -1, 1, [])] };
    }

    private static async Task<JsonNode> AnswerAsync(string path, string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("ab");
        using HttpResponseMessage answered = await server.PostAsync(path, body);
        return JsonNode.Parse(await answered.Content.ReadAsStringAsync())!;
    }

    private static IEnumerable<string> NullsOf(JsonNode node) => node.AsObject().Where(field => field.Value is null).Select(field => field.Key);
}
