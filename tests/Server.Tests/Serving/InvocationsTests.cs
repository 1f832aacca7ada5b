using System.Net;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary><c>/invocations</c> as its clients see it.</summary>
[Collection(nameof(RunningServer))]
public sealed class InvocationsTests : IAsyncLifetime
{
    private const string Path = "/invocations";
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(configureEngine: engine => engine.EnablePrefixCaching = false);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"max_tokens":3,"temperature":0}""")]
    [InlineData("/v1/completions", """{"prompt":"a","max_tokens":3,"temperature":0}""")]
    [InlineData("/v1/embeddings", """{"input":"a"}""")]
    [InlineData("/v1/rerank", """{"query":"a","documents":["b","a"]}""")]
    [InlineData("/v1/score", """{"text_1":"a","text_2":["b","a"]}""")]
    [InlineData("/v1/score", """{"queries":"a","documents":["b","a"]}""")]
    public async Task Post_BodyOfAnotherEndpoint_IsAnsweredAsThere(string path, string body)
    {
        JsonNode there = await _server.AskAsync(path, JsonNode.Parse(body)!), here = await _server.AskAsync(Path, JsonNode.Parse(body)!);

        Assert.Equal(Without(there), Without(here));

        static string Without(JsonNode answer)
        {
            foreach (string name in (string[])["id", "created"]) answer.AsObject().Remove(name);
            return answer.ToJsonString();
        }
    }

    [Fact]
    public async Task Post_Streamed_ComesInEvents()
    {
        JsonNode request = JsonNode.Parse("""{"messages":[{"role":"user","content":"a"}],"max_tokens":3,"stream":true}""")!;

        Assert.Equal("length", (string?)(await _server.StreamAsync(Path, request))[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Post_WhatIsWrong_IsNamedAsThere()
    {
        Assert.Equal("temperature", (string?)(await _server.FailAsync(Path, """{"prompt":"a","temperature":-1}""", HttpStatusCode.BadRequest))["param"]);
        Assert.Contains("messages; prompt; input; query and documents; text_1 and text_2", (string?)(await _server.FailAsync(Path, """{"text":"a"}""", HttpStatusCode.BadRequest))["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Path)]
    [InlineData("/pooling")]
    public async Task Post_WithoutTheKey_IsRefusedAndCounted(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.ApiKeys = ["secret"]);
        using HttpResponseMessage refused = await server.SendAsync(path, """{"input":"a"}""");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(1, await server.MetricAsync($"http_requests_total{{handler=\"{path}\",method=\"POST\",status=\"4xx\"}}"));
    }
}
