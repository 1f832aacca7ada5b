using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Inference.Support;

namespace Inference.Server.Tests.Serving;

/// <summary><c>/v1/embeddings</c>, <c>/v1/rerank</c> and <c>/v1/score</c> as their clients see them.</summary>
[Collection(nameof(RunningServer))]
public sealed class EmbeddingTests : IAsyncLifetime
{
    private const string Path = "/v1/embeddings";
    private const int Size = 32;
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_AnyKindOfInput_IsTheSameVectors()
    {
        JsonNode texts = await _server.AskAsync(Path, new JsonObject { ["model"] = RunningServer.ModelName, ["input"] = new JsonArray("hello", "a longer text") });
        JsonNode one = await _server.AskAsync(Path, new JsonObject { ["input"] = "hello" });
        int[] ids = _server.Model.Tokenizer!.Encode("hello", addSpecialTokens: true);
        JsonNode tokens = await _server.AskAsync(Path, new JsonObject { ["input"] = Json(ids) });
        JsonNode lists = await _server.AskAsync(Path, new JsonObject { ["input"] = new JsonArray(Json(ids)) });

        Assert.Equal(("list", RunningServer.ModelName), ((string?)texts["object"], (string?)texts["model"]));
        Assert.Equal(["embedding", "embedding"], texts["data"]!.AsArray().Select(item => (string?)item!["object"]));
        Assert.Equal([0, 1], texts["data"]!.AsArray().Select(item => (int)item!["index"]!));
        Assert.Equal((18, 18), ((int)texts["usage"]!["prompt_tokens"]!, (int)texts["usage"]!["total_tokens"]!));
        float[] vector = Vector(texts);
        Assert.Equal(Size, vector.Length);
        Assert.Equal(1, Math.Sqrt(vector.Sum(value => (double)value * value)), 1e-6);
        Assert.Equal(vector, Vector(one));
        Assert.Equal(vector, Vector(tokens));
        Assert.Equal(vector, Vector(lists));
        Assert.NotEqual(vector, Vector(texts, 1));
    }

    [Fact]
    public async Task Post_Conversation_IsTheVectorOfWhatTheTemplateWrites()
    {
        JsonArray messages = new(new JsonObject { ["role"] = "user", ["content"] = "hello" });
        JsonNode conversation = await _server.AskAsync(Path, new JsonObject { ["messages"] = messages });
        JsonNode tokens = (await _server.AskAsync("/tokenize", new JsonObject { ["messages"] = messages.DeepClone(), ["add_generation_prompt"] = false }))["tokens"]!;
        JsonNode same = await _server.AskAsync(Path, new JsonObject { ["input"] = tokens.DeepClone() });

        Assert.Equal(Vector(same), Vector(conversation));
        JsonNode error = await _server.FailAsync(Path, """{"input":"a","messages":[{"role":"user","content":"a"}]}""", HttpStatusCode.BadRequest);
        Assert.Equal("input", (string?)error["param"]);
    }

    [Fact]
    public async Task Post_ModelWithoutHead_MakesTheSameVectorsAndNoText()
    {
        using TemporaryFolder folder = new();
        await using RunningServer bare = await RunningServer.StartAsync(modelPath: TinyChatModel.Write(folder, bare: true));
        JsonObject request = new() { ["input"] = "hello" };

        Assert.Equal(Vector(await _server.AskAsync(Path, request)), Vector(await bare.AskAsync(Path, request)));
        foreach (string path in (string[])["/v1/completions", "/generate"])
        {
            JsonNode error = await bare.FailAsync(path, """{"prompt":"a"}""", HttpStatusCode.BadRequest);
            Assert.Contains("embeddings", (string?)error["message"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_Base64_IsTheSameBits()
    {
        float[] numbers = Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello" }));
        JsonNode answer = await _server.AskAsync(Path, new JsonObject { ["input"] = "hello", ["encoding_format"] = "base64" });

        byte[] bytes = Convert.FromBase64String((string)answer["data"]![0]!["embedding"]!);
        Assert.Equal(numbers, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task Post_Dimensions_IsTheBeginningAtLengthOne()
    {
        float[] whole = Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello" }));
        float[] part = Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello", ["dimensions"] = 8 }));

        double length = Math.Sqrt(whole.Take(8).Sum(value => (double)value * value));
        Assert.Equal(8, part.Length);
        for (int i = 0; i < part.Length; i++) Assert.Equal(whole[i] / length, part[i], 1e-6);
    }

    [Fact]
    public async Task Post_Truncated_IsTheVectorOfTheEnd() => Assert.Equal(
        Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello" })),
        Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "well, hello", ["truncate_prompt_tokens"] = 5 })));

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":""}""", "input")]
    [InlineData("""{"input":5}""", "input")]
    [InlineData("""{"input":["a",5]}""", "input")]
    [InlineData("""{"input":[1,999]}""", "input")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","dimensions":33}""", "dimensions")]
    public async Task Post_WhatIsWrong_IsNamed(string body, string parameter) =>
        Assert.Equal(parameter, (string?)(await _server.FailAsync(Path, body, HttpStatusCode.BadRequest))["param"]);

    [Fact]
    public async Task Post_TextIsTooLong_IsSaid()
    {
        JsonNode error = await _server.FailAsync(Path, new JsonObject { ["input"] = new string('x', 513) }.ToJsonString(), HttpStatusCode.BadRequest);

        Assert.Equal(("context_length_exceeded", "input"), ((string?)error["code"], (string?)error["param"]));
        Assert.Equal(Size, Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = new string('x', 512) })).Length);
    }

    [Fact]
    public async Task Score_OneToMany_IsTheCosineOfTheirVectors()
    {
        string[] texts = ["hello", "good bye", "hello"];
        JsonNode embedded = await _server.AskAsync(Path, new JsonObject { ["input"] = Json(texts) });
        float[][] vectors = [.. Enumerable.Range(0, texts.Length).Select(i => Vector(embedded, i))];
        JsonNode many = await _server.AskAsync("/v1/score", new JsonObject { ["text_1"] = "hello", ["text_2"] = Json(texts) });
        JsonNode pairs = await _server.AskAsync("/score", new JsonObject { ["text_1"] = Json("good bye", "hello"), ["text_2"] = Json("hello", "hello") });

        Assert.Equal(3, many["data"]!.AsArray().Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(("score", i), ((string?)many["data"]![i]!["object"], (int)many["data"]![i]!["index"]!));
            Assert.Equal(vectors[0].Zip(vectors[i], (a, b) => (double)a * b).Sum(), (double)many["data"]![i]!["score"]!, 1e-5);
        }

        Assert.Equal((double)many["data"]![1]!["score"]!, (double)pairs["data"]![0]!["score"]!, 1e-12);
        Assert.Equal(1, (double)pairs["data"]![1]!["score"]!, 1e-6);
        Assert.Equal("text_2", (string?)(await _server.FailAsync("/score", """{"text_1":["a","b"],"text_2":["a"]}""", HttpStatusCode.BadRequest))["param"]);
        Assert.Equal("text_1", (string?)(await _server.FailAsync("/score", """{"text_2":["a"]}""", HttpStatusCode.BadRequest))["param"]);
    }

    [Theory]
    [InlineData("queries", "documents")]
    [InlineData("data_1", "data_2")]
    public async Task Score_ByOtherNames_IsTheSame(string left, string right)
    {
        JsonNode usual = await _server.AskAsync("/v1/score", new JsonObject { ["text_1"] = "hello", ["text_2"] = Json("good bye", "hello") });
        JsonNode named = await _server.AskAsync("/v1/score", new JsonObject { [left] = "hello", [right] = Json("good bye", "hello") });

        Assert.Equal(usual["data"]!.ToJsonString(), named["data"]!.ToJsonString());
        Assert.Equal(right, (string?)(await _server.FailAsync("/score", $$"""{"{{left}}":"a"}""", HttpStatusCode.BadRequest))["param"]);
    }

    [Theory]
    [InlineData("/rerank")]
    [InlineData("/v1/rerank")]
    [InlineData("/v2/rerank")]
    public async Task Rerank_Documents_ComeNearestFirst(string path)
    {
        string[] documents = ["good bye", "hello", "something else"];
        JsonNode scores = await _server.AskAsync("/v1/score", new JsonObject { ["text_1"] = "hello", ["text_2"] = Json(documents) });
        int[] expected = [.. Enumerable.Range(0, 3).OrderByDescending(i => (double)scores["data"]![i]!["score"]!)];
        JsonObject request = new() { ["query"] = "hello", ["documents"] = new JsonArray("good bye", new JsonObject { ["text"] = "hello" }, "something else") };

        JsonArray all = (await _server.AskAsync(path, request))["results"]!.AsArray();
        request["top_n"] = 2;
        request["return_documents"] = false;
        JsonArray two = (await _server.AskAsync(path, request))["results"]!.AsArray();

        Assert.Equal(1, expected[0]);
        Assert.Equal(expected, all.Select(result => (int)result!["index"]!));
        Assert.All(all, result => Assert.Equal(documents[(int)result!["index"]!], (string?)result["document"]!["text"]));
        Assert.Equal(expected[..2], two.Select(result => (int)result!["index"]!));
        Assert.All(two, result => Assert.False(result!.AsObject().ContainsKey("document")));
        Assert.Equal(1, (double)all[0]!["relevance_score"]!, 1e-6);
    }

    [Theory]
    [InlineData("""{"documents":["a"]}""", "query")]
    [InlineData("""{"query":"a"}""", "documents")]
    [InlineData("""{"query":"a","documents":[]}""", "documents")]
    [InlineData("""{"query":"a","documents":[7]}""", "documents")]
    [InlineData("""{"query":"a","documents":["a"],"top_n":-1}""", "top_n")]
    public async Task Rerank_WhatIsWrong_IsNamed(string body, string parameter) =>
        Assert.Equal(parameter, (string?)(await _server.FailAsync("/v1/rerank", body, HttpStatusCode.BadRequest))["param"]);

    [Fact]
    public async Task Pooling_AnyInput_IsTheVectorsOfEmbeddings()
    {
        JsonObject request = new() { ["input"] = new JsonArray("hello", "good bye"), ["task"] = "embed", ["dimensions"] = 8 };
        JsonNode pooled = await _server.AskAsync("/pooling", request);
        request.Remove("task");
        JsonNode embedded = await _server.AskAsync(Path, request);

        Assert.Equal("list", (string?)pooled["object"]);
        Assert.Equal(["pooling", "pooling"], pooled["data"]!.AsArray().Select(item => (string?)item!["object"]));
        Assert.Equal([0, 1], pooled["data"]!.AsArray().Select(item => (int)item!["index"]!));
        Assert.Equal(embedded["data"]!.AsArray().Select(item => item!["embedding"]!.ToJsonString()), pooled["data"]!.AsArray().Select(item => item!["data"]!.ToJsonString()));
        Assert.Equal(embedded["usage"]!.ToJsonString(), pooled["usage"]!.ToJsonString());
        Assert.Equal("task", (string?)(await _server.FailAsync("/pooling", """{"input":"a","task":"classify"}""", HttpStatusCode.BadRequest))["param"]);
    }

    [Theory]
    [InlineData("normalize")]
    [InlineData("use_activation")]
    public async Task Post_NotNormalized_HasTheSameDirectionAndItsOwnLength(string field)
    {
        float[] usual = Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello" }));
        float[] plain = Vector(await _server.AskAsync(Path, new JsonObject { ["input"] = "hello", [field] = false }));

        double length = Math.Sqrt(plain.Sum(value => (double)value * value));
        Assert.NotEqual(1, length, 1e-3);
        Assert.All(usual.Zip(plain), pair => Assert.Equal(pair.First, pair.Second / length, 1e-5));
    }

    private static JsonArray Json<T>(params T[] values) => [.. values.Select(value => (JsonNode?)JsonValue.Create(value))];

    private static float[] Vector(JsonNode answer, int index = 0) => [.. answer["data"]![index]!["embedding"]!.AsArray().Select(value => (float)value!)];
}
