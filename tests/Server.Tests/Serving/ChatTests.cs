using System.Net;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary><c>/v1/chat/completions</c> as its clients see it.</summary>
[Collection(nameof(RunningServer))]
public sealed class ChatTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_Greedy_IsTheSameWholeAndStreamed()
    {
        JsonNode whole = await _server.AskAsync(Path, Request());
        JsonNode streamed = Request();
        streamed["stream"] = true;
        streamed["stream_options"] = new JsonObject { ["include_usage"] = true };
        IReadOnlyList<JsonNode> chunks = await _server.StreamAsync(Path, streamed);

        Assert.Equal("chat.completion", (string?)whole["object"]);
        Assert.Equal("assistant", (string?)whole["choices"]![0]!["message"]!["role"]);
        Assert.Equal("length", (string?)whole["choices"]![0]!["finish_reason"]);
        Assert.Equal(12, (int)whole["usage"]!["completion_tokens"]!);
        Assert.Equal("assistant", (string?)chunks[0]["choices"]![0]!["delta"]!["role"]);
        string text = string.Concat(chunks.SkipLast(1).Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"]));
        Assert.Equal((string?)whole["choices"]![0]!["message"]!["content"], text);
        Assert.Equal("length", (string?)chunks[^2]["choices"]![0]!["finish_reason"]);
        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal((int)whole["usage"]!["prompt_tokens"]!, (int)chunks[^1]["usage"]!["prompt_tokens"]!);
        Assert.Equal(12, (int)chunks[^1]["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Post_Logprobs_AreOneForEachTokenLikeliestFirst()
    {
        JsonNode request = Request();
        request["logprobs"] = true;
        request["top_logprobs"] = 3;
        request["prompt_logprobs"] = 1;
        JsonNode answer = await _server.AskAsync(Path, request);

        JsonArray content = answer["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal(12, content.Count);
        Assert.All(content, token =>
        {
            Assert.Equal(3, token!["top_logprobs"]!.AsArray().Count);
            Assert.Equal((string?)token["token"], (string?)token["top_logprobs"]![0]!["token"]);
            Assert.Single(token["bytes"]!.AsArray());
        });
        Assert.Equal((int)answer["usage"]!["prompt_tokens"]!, answer["prompt_logprobs"]!.AsArray().Count);
        Assert.Null(answer["prompt_logprobs"]![0]);
    }

    [Fact]
    public async Task Post_ContinueFinalMessage_EndsThePromptWithIt()
    {
        JsonNode request = Request();
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = "Once upon" });
        request["continue_final_message"] = true;
        request["echo"] = true;
        request["return_token_ids"] = true;
        JsonNode answer = await _server.AskAsync(Path, request);

        JsonNode prompt = await _server.AskAsync("/detokenize", new JsonObject { ["tokens"] = answer["prompt_token_ids"]!.DeepClone() });
        Assert.EndsWith("<|im_start|>assistant\nOnce upon", (string?)prompt["prompt"], StringComparison.Ordinal);
        Assert.StartsWith("Once upon", (string?)answer["choices"]![0]!["message"]!["content"], StringComparison.Ordinal);
        Assert.Equal(12, answer["choices"]![0]!["token_ids"]!.AsArray().Count);
    }

    [Fact]
    public async Task Post_SeedOfMinusOne_IsAnyAsWhereThereIsNone()
    {
        JsonNode request = Request();
        (request["temperature"], request["seed"], request["max_tokens"]) = (2, -1, 40);
        string[] texts = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (string)(await _server.AskAsync(Path, request.DeepClone()))["choices"]![0]!["message"]!["content"]!))];

        Assert.Equal(3, texts.Distinct().Count());
    }

    [Fact]
    public async Task Post_WithoutReasoning_HasTheAnswerAlone()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("<think>hm</think>yes", new() { ReasoningParser = "qwen3" });
        JsonNode request = JsonNode.Parse("""{"messages":[{"role":"user","content":"a"}],"include_reasoning":false}""")!;
        using HttpResponseMessage whole = await server.PostAsync(Path, request.ToJsonString());
        request["stream"] = true;
        using HttpResponseMessage streamed = await server.PostAsync(Path, request.ToJsonString());
        string text = await streamed.Content.ReadAsStringAsync();

        JsonNode message = JsonNode.Parse(await whole.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!;
        Assert.Equal(("yes", null), ((string?)message["content"], (string?)message["reasoning_content"]));
        Assert.Contains("\"content\":\"y\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("reasoning", text, StringComparison.Ordinal);
        request["include_reasoning"] = true;
        using HttpResponseMessage told = await server.PostAsync(Path, request.ToJsonString());
        Assert.Contains("\"reasoning_content\":\"h\"", await told.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_StopString_EndsTheChoiceBeforeIt()
    {
        string whole = (string)(await _server.AskAsync(Path, Request()))["choices"]![0]!["message"]!["content"]!;
        string stop = whole[4..6];
        JsonNode request = Request();
        request["stop"] = stop;
        JsonNode answer = await _server.AskAsync(Path, request);
        request["include_stop_str_in_output"] = true;
        JsonNode including = await _server.AskAsync(Path, request);

        int at = whole.IndexOf(stop, StringComparison.Ordinal);
        Assert.Equal(whole[..at], (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal(stop, (string?)answer["choices"]![0]!["stop_reason"]);
        Assert.Equal(whole[..(at + stop.Length)], (string?)including["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Post_SeedAndN_AreRepeatable()
    {
        JsonNode request = Request();
        request["temperature"] = 1.5;
        request["seed"] = -5;
        request["n"] = 3;
        JsonNode first = await _server.AskAsync(Path, request), second = await _server.AskAsync(Path, request);

        Assert.Equal(first["choices"]!.ToJsonString(), second["choices"]!.ToJsonString());
        Assert.Equal(3, first["choices"]!.AsArray().Select(choice => (string?)choice!["message"]!["content"]).Distinct().Count());
    }

    [Theory]
    [InlineData("required", "tool_calls")]
    [InlineData("""{"type":"function","function":{"name":"weather"}}""", "stop")]
    public async Task Post_ForcedTool_IsCalledWithJsonWholeAndStreamed(string choice, string finish)
    {
        JsonNode request = Request();
        request["max_tokens"] = 400;
        request.AsObject().Remove("ignore_eos");
        request["tools"] = JsonNode.Parse("""
            [{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string","enum":["Oslo","Rome"]}},"required":["city"],"additionalProperties":false}}}]
            """);
        request["tool_choice"] = choice.StartsWith('{') ? JsonNode.Parse(choice) : choice;
        request["parallel_tool_calls"] = false;
        JsonNode whole = (await _server.AskAsync(Path, request))["choices"]![0]!;
        request["stream"] = true;
        IReadOnlyList<JsonNode> chunks = await _server.StreamAsync(Path, request);

        JsonNode function = whole["message"]!["tool_calls"]![0]!["function"]!;
        Assert.Equal("weather", (string?)function["name"]);
        Assert.Contains((string?)JsonNode.Parse((string)function["arguments"]!)!["city"], (string[])["Oslo", "Rome"]);
        Assert.Equal(finish, (string?)whole["finish_reason"]);
        JsonNode[] calls = [.. chunks.SelectMany(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? [])!];
        Assert.Equal("weather", (string?)calls[0]["function"]!["name"]);
        Assert.Equal((string?)function["arguments"], string.Concat(calls.Select(call => (string?)call["function"]!["arguments"])));
        Assert.Equal(finish, (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Post_StructuredOutput_FollowsIt()
    {
        JsonNode request = Request();
        request.AsObject().Remove("ignore_eos");
        request["response_format"] = JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false}}}""");
        request["max_tokens"] = 100;
        JsonNode answer = await _server.AskAsync(Path, request);
        Assert.NotNull(JsonNode.Parse((string)answer["choices"]![0]!["message"]!["content"]!)!["a"]);

        request.AsObject().Remove("response_format");
        request["guided_choice"] = new JsonArray("yes", "no");
        Assert.Contains((string?)(await _server.AskAsync(Path, request))["choices"]![0]!["message"]!["content"], (string[])["yes", "no"]);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function"}]}""", "tools[0].function")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tool_choice":"required"}""", "tool_choice")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":"hello"}""", "messages")]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[{"content":"a"}]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":-1}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":1e39}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"top_p":2}""", "top_p")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"n":0}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"n":2000000000}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_completion_tokens":0}""", "max_completion_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":99999999999}""", "max_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"top_logprobs":2}""", "top_logprobs")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"logprobs":true,"top_logprobs":21}""", "top_logprobs")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stop":[1]}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stop":""}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"logit_bias":{"x":1}}""", "logit_bias")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"logit_bias":{"999999":1}}""", "logit_bias")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stream_options":{"include_usage":true}}""", "stream_options")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"stream":true,"prompt_logprobs":1}""", "prompt_logprobs")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"chat_template":"{% if %}"}""", "chat_template")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"chat_template":"{{ raise_exception('no') }}"}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"best_of":1,"n":2}""", "best_of")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"response_format":{"type":"xml"}}""", "response_format")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"guided_regex":"a","guided_json":{}}""", "guided_regex")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"allowed_token_ids":[]}""", "allowed_token_ids")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"truncate_prompt_tokens":0}""", "truncate_prompt_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"cache_salt":""}""", "cache_salt")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\"a\":\"\\ud800\"}"}}]}]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"guided_json":"{\"const\":\"\\ud800\"}"}""", "guided_json")]
    public async Task Post_WrongParameter_IsNamed(string body, string parameter)
    {
        JsonNode error = await _server.FailAsync(Path, body, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, (string?)error["param"]);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
    }

    [Fact]
    public async Task Post_TooManyTokensWanted_SaysWhatFits()
    {
        JsonNode error = await _server.FailAsync(Path, """{"messages":[{"role":"user","content":"a"}],"max_tokens":512}""", HttpStatusCode.BadRequest);

        Assert.Equal("context_length_exceeded", (string?)error["code"]);
        Assert.Contains("maximum context length is 512 tokens", (string?)error["message"], StringComparison.Ordinal);
    }

    private static JsonObject Request() => new() { ["model"] = RunningServer.ModelName, ["messages"] = Messages("hello"), ["temperature"] = 0, ["max_tokens"] = 12, ["ignore_eos"] = true };

    private static JsonArray Messages(string text) => new(new JsonObject { ["role"] = "user", ["content"] = text });
}
