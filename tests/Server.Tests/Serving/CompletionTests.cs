using System.Net;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary><c>/v1/completions</c> and the simple endpoints as their clients see them.</summary>
[Collection(nameof(RunningServer))]
public sealed class CompletionTests : IAsyncLifetime
{
    private const string Path = "/v1/completions";
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_PromptsOfEachKind_AnswerAlike()
    {
        JsonNode text = await _server.AskAsync(Path, Request("ab"));
        JsonNode texts = await _server.AskAsync(Path, Request(new JsonArray("ab", "c")));
        JsonNode tokens = await _server.AskAsync(Path, Request(new JsonArray(97, 98)));
        JsonNode lists = await _server.AskAsync(Path, Request(new JsonArray(new JsonArray(99), new JsonArray(97, 98))));

        string expected = TextOf(text, 0);
        Assert.Equal("text_completion", (string?)text["object"]);
        Assert.Equal(expected, TextOf(texts, 0));
        Assert.Equal(expected, TextOf(tokens, 0));
        Assert.Equal(expected, TextOf(lists, 1));
        Assert.Equal(TextOf(texts, 1), TextOf(lists, 0));
        Assert.Equal([0, 1], texts["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal(3, (int)texts["usage"]!["prompt_tokens"]!);
        Assert.Equal(16, (int)texts["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Post_TokensAsIds_LeavesThePromptsTextsAsTheyAre()
    {
        JsonNode request = Request("ab");
        (request["logprobs"], request["prompt_logprobs"], request["return_tokens_as_token_ids"]) = (0, 0, true);
        JsonNode choice = (await _server.AskAsync(Path, request))["choices"]![0]!;

        Assert.StartsWith("token_id:", (string?)choice["logprobs"]!["tokens"]![0], StringComparison.Ordinal);
        Assert.Equal("b", (string?)choice["prompt_logprobs"]![1]!["98"]!["decoded_token"]);
        Assert.True(choice.AsObject().ContainsKey("stop_reason"));
    }

    [Fact]
    public async Task Post_Streamed_IsTheSameAsWhole()
    {
        JsonNode request = Request(new JsonArray("ab", "c"));
        request["n"] = 2;
        request["temperature"] = 1;
        request["seed"] = 3;
        request["logprobs"] = 2;
        request["echo"] = true;
        JsonNode whole = await _server.AskAsync(Path, request);
        request["stream"] = true;
        request["stream_options"] = new JsonObject { ["include_usage"] = true, ["continuous_usage_stats"] = true };
        IReadOnlyList<JsonNode> chunks = await _server.StreamAsync(Path, request);

        Assert.All(chunks, chunk => Assert.NotNull(chunk["usage"]));
        Assert.Equal(whole["usage"]!["completion_tokens"]!.ToJsonString(), chunks[^1]["usage"]!["completion_tokens"]!.ToJsonString());
        for (int index = 0; index < 4; index++)
        {
            JsonNode[] own = [.. chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Where(choice => (int)choice!["index"]! == index)!];
            Assert.Equal(TextOf(whole, index), string.Concat(own.Select(choice => (string?)choice["text"])));
            JsonNode logprobs = whole["choices"]![index]!["logprobs"]!;
            Assert.Equal(logprobs["text_offset"]!.ToJsonString(), new JsonArray([.. own.SelectMany(choice => choice["logprobs"]?["text_offset"]?.AsArray() ?? []).Select(offset => offset!.DeepClone())]).ToJsonString());
            Assert.Null(logprobs["token_logprobs"]![0]);
            Assert.Equal(0, (int)logprobs["text_offset"]![0]!);
        }
    }

    [Fact]
    public async Task Post_EchoOfNothingMore_ScoresThePrompt()
    {
        JsonNode request = Request("abc");
        request["max_tokens"] = 0;
        request["echo"] = true;
        request["logprobs"] = 1;
        request["return_token_ids"] = true;
        JsonNode answer = await _server.AskAsync(Path, request);
        request["stream"] = true;
        request["stream_options"] = new JsonObject { ["include_usage"] = true };
        IReadOnlyList<JsonNode> chunks = await _server.StreamAsync(Path, request);

        Assert.Equal((3, 0), ((int)answer["usage"]!["total_tokens"]!, (int)answer["usage"]!["completion_tokens"]!));
        Assert.Equal("[]", answer["choices"]![0]!["token_ids"]!.ToJsonString());
        Assert.Equal(0, (int)chunks[^1]["usage"]!["completion_tokens"]!);
        Assert.Equal(answer["choices"]![0]!["prompt_token_ids"]!.ToJsonString(), chunks[0]["choices"]![0]!["prompt_token_ids"]!.ToJsonString());
        Assert.Equal("abc", TextOf(answer, 0));
        Assert.Equal("""["a","b","c"]""", answer["choices"]![0]!["logprobs"]!["tokens"]!.ToJsonString());
        Assert.Equal("[0,1,2]", answer["choices"]![0]!["logprobs"]!["text_offset"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_BestOf_ReturnsTheLikeliest()
    {
        JsonNode request = Request("abc");
        (request["temperature"], request["seed"], request["n"], request["logprobs"]) = (1, 7, 4, 0);
        JsonNode all = await _server.AskAsync(Path, request);
        (request["n"], request["best_of"]) = (1, 4);
        JsonNode best = await _server.AskAsync(Path, request);

        JsonNode expected = all["choices"]!.AsArray().MaxBy(choice => choice!["logprobs"]!["token_logprobs"]!.AsArray().Average(logprob => (double)logprob!))!;
        Assert.Single(best["choices"]!.AsArray());
        Assert.Equal((string?)expected["text"], TextOf(best, 0));
    }

    [Fact]
    public async Task Post_BeamSearch_IsAtLeastAsLikelyAsGreedy()
    {
        JsonNode request = Request("abc");
        request["logprobs"] = 0;
        JsonNode greedy = await _server.AskAsync(Path, request);
        (request["use_beam_search"], request["best_of"]) = (true, 3);
        JsonNode beams = await _server.AskAsync(Path, request);

        Assert.True(Sum(beams) >= Sum(greedy) - 1e-4);

        static double Sum(JsonNode answer) => answer["choices"]![0]!["logprobs"]!["token_logprobs"]!.AsArray().Sum(logprob => (double)logprob!);
    }

    [Fact]
    public async Task Post_BeamSearchOfAModelWithDefaults_IsWithoutThem()
    {
        await using RunningServer server = await OpenAIClients.StartServerAsync();
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", OpenAIClients.Key);
        JsonNode answer = await server.AskAsync(Path, new JsonObject { ["prompt"] = "Hello", ["max_tokens"] = 4, ["n"] = 2, ["use_beam_search"] = true });

        Assert.Equal(2, answer["choices"]!.AsArray().Select(choice => (string?)choice!["text"]).Distinct().Count());
    }

    [Fact]
    public async Task Post_BadWordOfOtherTokensAfterASpace_IsNotSaid()
    {
        await using RunningServer server = await OpenAIClients.StartServerAsync();
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", OpenAIClients.Key);
        JsonObject request = new() { ["prompt"] = "Once upon a time there", ["max_tokens"] = 1, ["temperature"] = 0 };
        string said = TextOf(await server.AskAsync(Path, request), 0);
        request["bad_words"] = new JsonArray(said);
        JsonNode bare = await server.AskAsync("/tokenize", new JsonObject { ["prompt"] = said.TrimStart() });

        Assert.True((int)bare["count"]! > 1, $"'{said}' is one token without its space too");
        Assert.NotEqual(said, TextOf(await server.AskAsync(Path, request), 0));
    }

    [Fact]
    public async Task Post_TruncatePromptTokens_KeepsTheLast()
    {
        JsonNode request = Request("abcdef");
        (request["truncate_prompt_tokens"], request["return_token_ids"], request["echo"]) = (2, true, true);
        JsonNode answer = await _server.AskAsync(Path, request);

        Assert.Equal("[101,102]", (await _server.AskAsync("/tokenize", new JsonObject { ["prompt"] = "ef" }))["tokens"]!.ToJsonString());
        Assert.Equal("[101,102]", answer["choices"]![0]!["prompt_token_ids"]!.ToJsonString());
        Assert.StartsWith("ef", TextOf(answer, 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":""}""", "prompt")]
    [InlineData("""{"prompt":[[]]}""", "prompt")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt")]
    [InlineData("""{"prompt":[-1]}""", "prompt")]
    [InlineData("""{"prompt":[99999]}""", "prompt")]
    [InlineData("""{"prompt":{}}""", "prompt")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix")]
    [InlineData("""{"prompt":"a","logprobs":21}""", "logprobs")]
    [InlineData("""{"prompt":"a","stream":"yes"}""", "stream")]
    [InlineData("""{"prompt":["a","b"],"n":1000}""", "n")]
    [InlineData("""{"prompt":"a","min_tokens":20}""", "min_tokens")]
    [InlineData("""{"prompt":"a","bad_words":[1]}""", "bad_words")]
    public async Task Post_WrongParameter_IsNamed(string body, string parameter)
    {
        JsonNode error = await _server.FailAsync(Path, body, HttpStatusCode.BadRequest);

        Assert.Equal(parameter, (string?)error["param"]);
    }

    [Fact]
    public async Task BatchGenerate_EachWithItsOwnParameters_IsAsAlone()
    {
        JsonObject first = new() { ["prompt"] = "ab", ["max_tokens"] = 3, ["temperature"] = 0 }, second = new() { ["prompt"] = "c", ["max_tokens"] = 5, ["temperature"] = 0 };
        JsonNode batch = await _server.AskAsync("/batch-generate", new JsonObject { ["requests"] = new JsonArray(first.DeepClone(), second.DeepClone()) });

        Assert.Equal((await _server.AskAsync("/generate", first)).ToJsonString(), batch["results"]![0]!.ToJsonString());
        Assert.Equal((await _server.AskAsync("/generate", second)).ToJsonString(), batch["results"]![1]!.ToJsonString());
        Assert.Equal(3, (int)batch["results"]![0]!["num_tokens"]!);
        JsonNode error = await _server.FailAsync("/batch-generate", """{"requests":[{"prompt":"a"},{"prompt":"a","top_p":"x"}]}""", HttpStatusCode.BadRequest);
        Assert.Equal("requests[1].top_p", (string?)error["param"]);
    }

    private static JsonObject Request(JsonNode prompt) => new() { ["prompt"] = prompt, ["temperature"] = 0, ["max_tokens"] = 8, ["ignore_eos"] = true };

    private static string TextOf(JsonNode answer, int choice) => (string)answer["choices"]![choice]!["text"]!;
}
