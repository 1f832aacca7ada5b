using System.Net;
using System.Text.Json.Nodes;
using Inference.Contracts;

namespace Inference.Server.Tests.Serving;

/// <summary><c>/v1/responses</c> as its clients see it.</summary>
[Collection(nameof(RunningServer))]
public sealed class ResponsesTests : IAsyncLifetime
{
    private const string Path = "/v1/responses";
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_Text_SaysWhatAChatSays()
    {
        JsonObject chat = new()
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = "be brief" }, new JsonObject { ["role"] = "user", ["content"] = "hello" }),
            ["temperature"] = 0,
            ["max_tokens"] = 12,
        };
        JsonNode response = await _server.AskAsync(Path, Request());

        Assert.Equal("response", (string?)response["object"]);
        Assert.Equal("message", (string?)response["output"]![0]!["type"]);
        Assert.Equal((string?)(await _server.AskAsync("/v1/chat/completions", chat))["choices"]![0]!["message"]!["content"], (string?)response["output"]![0]!["content"]![0]!["text"]);
        Assert.Equal("incomplete", (string?)response["status"]);
        Assert.Equal("max_output_tokens", (string?)response["incomplete_details"]!["reason"]);
        Assert.Equal(12, (int)response["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task Post_Streamed_OpensGrowsAndClosesItsItem()
    {
        JsonNode request = Request();
        JsonNode whole = await _server.AskAsync(Path, request);
        request["stream"] = true;
        IReadOnlyList<JsonNode> events = await EventsAsync(request);

        string[] types = [.. events.Select(each => (string)each["type"]!).Where(type => type != "response.output_text.delta")];
        Assert.Equal(
            ["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
             "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.incomplete"], types);
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(each => (int)each["sequence_number"]!));
        string text = string.Concat(events.Where(each => (string?)each["type"] == "response.output_text.delta").Select(each => (string?)each["delta"]));
        Assert.Equal((string?)whole["output"]![0]!["content"]![0]!["text"], text);
        Assert.Equal(text, (string?)events[^1]["response"]!["output"]![0]!["content"]![0]!["text"]);
    }

    [Fact]
    public async Task Post_ForcedTool_IsAFunctionCall()
    {
        JsonNode request = Request();
        request["max_output_tokens"] = 400;
        request["tools"] = JsonNode.Parse("""[{"type":"function","name":"pick","parameters":{"type":"object","properties":{"x":{"type":"string","enum":["a","b"]}},"required":["x"],"additionalProperties":false}}]""");
        request["tool_choice"] = "required";
        request["parallel_tool_calls"] = false;
        JsonNode whole = await _server.AskAsync(Path, request);
        request["stream"] = true;
        IReadOnlyList<JsonNode> events = await EventsAsync(request);

        JsonNode call = whole["output"]![0]!;
        Assert.Equal("function_call", (string?)call["type"]);
        Assert.Equal("pick", (string?)call["name"]);
        Assert.Equal("completed", (string?)whole["status"]);
        JsonNode done = events.Single(each => (string?)each["type"] == "response.function_call_arguments.done");
        Assert.Equal((string?)call["arguments"], (string?)done["arguments"]);

        JsonArray next = new(
            new JsonObject { ["role"] = "user", ["content"] = "go" }, call.DeepClone(),
            new JsonObject { ["type"] = "function_call_output", ["call_id"] = (string?)call["call_id"], ["output"] = "done" });
        (request["input"], request["stream"], request["tool_choice"]) = (next, false, "none");
        Assert.Equal("message", (string?)(await _server.AskAsync(Path, request))["output"]![0]!["type"]);
    }

    [Fact]
    public async Task Post_ForcedToolThatIsCutOff_IsTheSameWholeAndStreamed()
    {
        JsonNode request = Request();
        request["max_output_tokens"] = 40;
        request["tools"] = JsonNode.Parse("""[{"type":"function","name":"pick","parameters":{"type":"object","properties":{"x":{"const":"a long answer that takes more than so many tokens"}},"required":["x"],"additionalProperties":false}}]""");
        request["tool_choice"] = "required";
        JsonNode whole = await _server.AskAsync(Path, request);
        request["stream"] = true;
        JsonNode streamed = (await EventsAsync(request))[^1]["response"]!;

        Assert.Equal(("function_call", "incomplete"), ((string?)whole["output"]![0]!["type"], (string?)whole["output"]![0]!["status"]));
        Assert.Equal((string?)whole["output"]![0]!["arguments"], (string?)streamed["output"]![0]!["arguments"]);
        Assert.Equal((string?)whole["output"]![0]!["status"], (string?)streamed["output"]![0]!["status"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Post_Logprobs_AreTheSameWholeAndStreamed(int top)
    {
        JsonNode request = Request();
        (request["include"], request["top_logprobs"]) = (new JsonArray("message.output_text.logprobs"), top);
        JsonNode whole = await _server.AskAsync(Path, request);
        request["stream"] = true;
        IReadOnlyList<JsonNode> events = await EventsAsync(request);

        JsonArray logprobs = whole["output"]![0]!["content"]![0]!["logprobs"]!.AsArray();
        Assert.Equal(12, logprobs.Count);
        Assert.All(logprobs, token => Assert.Equal(top, token!["top_logprobs"]!.AsArray().Count));
        Assert.Equal(logprobs.ToJsonString(), events[^1]["response"]!["output"]![0]!["content"]![0]!["logprobs"]!.ToJsonString());
        JsonNode[] told = [.. events.Where(each => (string?)each["type"] == "response.output_text.delta").SelectMany(each => each["logprobs"]!.AsArray())!];
        Assert.Equal(logprobs.Take(told.Length).Select(token => token!.ToJsonString()), told.Select(token => token.ToJsonString()));
        Assert.NotEmpty(told);
    }

    [Theory]
    [InlineData("one ", "two", "two", 1, 1)]
    [InlineData("one ", "two", "two", 5, 1)]
    [InlineData("one ", "two", "two", 1, 7)]
    [InlineData("one ", "two", "two", 5, 7)]
    [InlineData("<tool one ", "\n <tools> two", "\n <tools> two", 1, 1)]
    [InlineData("one <", "\n\n<tool_", "\n\n<tool_", 5, 1)]
    public async Task Post_MessagesAroundACall_HaveLogprobsOfTheirOwn(string before, string after, string second, int tokensAtOnce, int interval)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            (request, _) => SayWithLogprobsAsync(request, before + """<tool_call>{"name":"f","arguments":{"a":1}}</tool_call>""" + after, tokensAtOnce),
            new() { ToolParser = "hermes", Configure = options => options.StreamInterval = interval });
        JsonNode body = JsonNode.Parse("""{"input":"a","include":["message.output_text.logprobs"],"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}]}""")!;
        using HttpResponseMessage answered = await server.PostAsync(Path, body.ToJsonString());
        JsonNode whole = JsonNode.Parse(await answered.Content.ReadAsStringAsync())!;
        body["stream"] = true;
        using HttpResponseMessage streamed = await server.PostAsync(Path, body.ToJsonString());
        JsonNode[] events = [.. (await streamed.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)];
        JsonArray output = events[^1]["response"]!["output"]!.AsArray();

        Assert.Equal(["message", "function_call", "message"], output.Select(item => (string?)item!["type"]));
        Assert.Equal([before, second], new[] { output[0], output[2] }.Select(item => (string?)item!["content"]![0]!["text"]));
        Assert.Equal([before, second], new[] { output[0], output[2] }.Select(item => TokensOf(item!["content"]![0]!)));
        Assert.Equal([before, second], events.Where(each => (string?)each["type"] == "response.output_text.done").Select(TokensOf));
        Assert.Equal(["message", "function_call"], whole["output"]!.AsArray().Select(item => (string?)item!["type"]));
        Assert.Equal(before + second, TokensOf(whole["output"]![0]!["content"]![0]!));

        static string TokensOf(JsonNode text) => string.Concat(text["logprobs"]!.AsArray().Select(token => (string?)token!["token"]));
    }

    private static async IAsyncEnumerable<TokenChunk> SayWithLogprobsAsync(GenerateRequest request, string text, int tokensAtOnce)
    {
        for (int i = 0; i < text.Length; i += tokensAtOnce)
        {
            await Task.Yield();
            int end = Math.Min(i + tokensAtOnce, text.Length);
            yield return ScriptedServer.Chunk(request, i, text[i..end], end == text.Length ? FinishReason.Stop : null) with { Logprobs = [.. text[i..end].Select(letter => new TokenLogprobs(letter, -1, 1, []))] };
        }
    }

    [Fact]
    public async Task Post_TooLongWithTruncation_LosesItsBeginning()
    {
        JsonNode request = Request();
        request["input"] = new string('a', 2000);
        await _server.FailAsync(Path, request.ToJsonString(), HttpStatusCode.BadRequest);
        request["truncation"] = "auto";

        Assert.Equal("auto", (string?)(await _server.AskAsync(Path, request))["truncation"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_PreviousResponse_GoesOnWithItsConversation(bool streams)
    {
        JsonNode request = Request();
        request["stream"] = streams;
        JsonNode first = streams ? (await EventsAsync(request))[^1]["response"]! : await _server.AskAsync(Path, request);
        string text = (string)first["output"]![0]!["content"]![0]!["text"]!;
        JsonObject next = new() { ["input"] = "and now?", ["previous_response_id"] = (string?)first["id"], ["temperature"] = 0, ["max_output_tokens"] = 12 };
        JsonObject whole = new()
        {
            ["input"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = "hello" }, new JsonObject { ["role"] = "assistant", ["content"] = text }, new JsonObject { ["role"] = "user", ["content"] = "and now?" }),
            ["temperature"] = 0,
            ["max_output_tokens"] = 12,
            ["store"] = false,
        };
        JsonNode followed = await _server.AskAsync(Path, next), said = await _server.AskAsync(Path, whole);

        Assert.Equal((string?)first["id"], (string?)followed["previous_response_id"]);
        Assert.Equal((int)said["usage"]!["input_tokens"]!, (int)followed["usage"]!["input_tokens"]!);
        Assert.Equal((string?)said["output"]![0]!["content"]![0]!["text"], (string?)followed["output"]![0]!["content"]![0]!["text"]);
        JsonNode items = JsonNode.Parse(await _server.Client.GetStringAsync($"{Path}/{followed["id"]}/input_items?order=asc"))!;
        Assert.Equal(["user", "assistant", "user"], items["data"]!.AsArray().Select(item => (string?)item!["role"]));
        await RunningServer.ErrorOf(await _server.Client.GetAsync($"{Path}/{said["id"]}"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_KeptResponse_IsItUntilItIsDeleted()
    {
        JsonNode response = await _server.AskAsync(Path, Request());
        string path = $"{Path}/{response["id"]}";

        Assert.Equal(response.ToJsonString(), JsonNode.Parse(await _server.Client.GetStringAsync(path))!.ToJsonString());
        JsonNode deleted = JsonNode.Parse(await (await _server.Client.DeleteAsync(path)).Content.ReadAsStringAsync())!;
        Assert.Equal(((string?)response["id"], true), ((string?)deleted["id"], (bool)deleted["deleted"]!));
        await RunningServer.ErrorOf(await _server.Client.GetAsync(path), HttpStatusCode.NotFound);
        await RunningServer.ErrorOf(await _server.Client.DeleteAsync(path), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_ResponseOfAnotherKey_IsNotFound()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.ApiKeys = ["one", "two"]);
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "one");
        JsonNode response = await server.AskAsync(Path, Request());
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "two");
        JsonNode next = Request();
        next["previous_response_id"] = (string?)response["id"];

        await RunningServer.ErrorOf(await server.Client.GetAsync($"{Path}/{response["id"]}"), HttpStatusCode.NotFound);
        Assert.Equal("previous_response_not_found", (string?)(await server.FailAsync(Path, next.ToJsonString(), HttpStatusCode.BadRequest))["code"]);
    }

    [Theory]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input":3}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":[{"type":"image"}]}""", "input")]
    [InlineData("""{"input":[{"role":"user"}]}""", "input")]
    [InlineData("""{"input":"a","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"input":"a","max_output_tokens":512}""", "max_output_tokens")]
    [InlineData("""{"input":"a","previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"input":"a","background":true}""", "background")]
    [InlineData("""{"input":"a","text":{"format":{"type":"xml"}}}""", "text.format")]
    [InlineData("""{"input":"a","temperature":"x"}""", "temperature")]
    [InlineData("""{"input":"a","tools":[{"type":1}]}""", "tools")]
    public async Task Post_WrongParameter_IsNamed(string body, string parameter)
    {
        JsonNode error = await _server.FailAsync(Path, body, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, (string?)error["param"]);
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("text")]
    [InlineData("tool_choice")]
    [InlineData("input")]
    public async Task Post_DeepOrDoubledJson_IsNoFailureOfTheServer(string name)
    {
        string deep = new string('[', 110) + new string(']', 110);
        foreach (string value in (string[])[$$"""{"a":{{deep}}}""", """{"a":1,"a":2}""", $$"""[{"role":"user","content":"a","x":{{deep}},"x":1}]"""])
        {
            using HttpResponseMessage response = await _server.SendAsync(Path, name == "input" ? $$"""{"max_output_tokens":1,"input":{{value}}}""" : $$"""{"max_output_tokens":1,"input":"a","{{name}}":{{value}}}""");
            Assert.True((int)response.StatusCode < 500);
            if (!response.IsSuccessStatusCode) continue;
            string id = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(), documentOptions: new() { MaxDepth = 256 })!["id"]!;
            Assert.Equal(HttpStatusCode.OK, (await _server.Client.GetAsync($"{Path}/{id}/input_items")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await _server.SendAsync(Path, $$"""{"max_output_tokens":1,"input":"b","previous_response_id":"{{id}}"}""")).StatusCode);
        }
    }

    private static JsonObject Request() => new() { ["instructions"] = "be brief", ["input"] = "hello", ["temperature"] = 0, ["max_output_tokens"] = 12 };

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(JsonNode request)
    {
        using HttpResponseMessage response = await _server.SendAsync(Path, request);
        string text = await response.Content.ReadAsStringAsync();
        string[] parts = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        Assert.EndsWith("data: [DONE]", parts[^1], StringComparison.Ordinal);
        return [.. parts[..^1].Select(part =>
        {
            string[] lines = part.Split('\n');
            JsonNode body = JsonNode.Parse(lines[2]["data: ".Length..])!;
            Assert.Equal($"event: {body["type"]}", lines[1]);
            return body;
        })];
    }
}
