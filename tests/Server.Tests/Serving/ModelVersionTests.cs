using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Cluster.Rollout;
using Inference.Contracts;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.Server.Serving;

namespace Inference.Server.Tests.Serving;

/// <summary>Which version of a model answers, and whose request it is told to be.</summary>
[Collection(nameof(RunningServer))]
public sealed class ModelVersionTests
{
    private const string Header = "x-model-id", Completions = "/v1/completions", Body = """{"prompt":"a"}""";

    [Theory]
    [InlineData("stable", "stable")]
    [InlineData("canary", "next")]
    [InlineData("other", null)]
    public async Task Post_AsksForAVersion_ThatOneAnswers(string asked, string? answering)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Versions = self => Shares(self, 90, 10) });
        using HttpResponseMessage response = await PostAsync(server, Body, (Header, asked));

        Assert.Equal(answering, answering is null ? null : Assert.Single(response.Headers.GetValues(Header)));
        if (answering is null) Assert.Equal("model_not_found", (string?)(await RunningServer.ErrorOf(response, HttpStatusCode.NotFound))["code"]);
        else Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_Conversations_AreSharedByWeightAndStay()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Versions = self => Shares(self, 50, 50) });
        HashSet<string> seen = [];
        for (int user = 0; user < 16; user++)
        {
            HashSet<string> own = [];
            for (int i = 0; i < 3; i++)
            {
                using HttpResponseMessage response = await PostAsync(server, $$"""{"prompt":"a","user":"u{{user}}"}""");
                own.Add(response.Headers.GetValues(Header).Single());
            }

            seen.Add(Assert.Single(own));
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Post_NoVersionTakesRequests_AsksToRetry()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("x", new() { Versions = self => Shares(self, 0, 0) });
        using HttpResponseMessage response = await PostAsync(server, Body);

        Assert.Equal("unavailable", (string?)(await RunningServer.ErrorOf(response, HttpStatusCode.ServiceUnavailable))["code"]);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData(ScriptedServer.ModelName, HttpStatusCode.OK)]
    [InlineData("canary", HttpStatusCode.NotFound)]
    public async Task Post_ModelOfOneVersion_AnswersByItsName(string? asked, HttpStatusCode status)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync("x");
        using HttpResponseMessage response = asked is null ? await PostAsync(server, Body) : await PostAsync(server, Body, (Header, asked));

        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.OK) Assert.Equal(ScriptedServer.ModelName, Assert.Single(response.Headers.GetValues(Header)));
    }

    [Fact]
    public async Task Post_WithAKey_RequestSaysWhoseWithoutTheKey()
    {
        List<GenerateRequest> seen = [];
        await using ScriptedServer server = await ScriptedServer.StartAsync(Say, new() { Configure = options => options.ApiKeys = ["first-secret", "second-secret"] });
        foreach (string key in (string[])["first-secret", "second-secret", "first-secret"])
        {
            server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            foreach ((string path, string body) in new[] { (Completions, Body), ("/generate", Body), ("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}]}"""), ("/v1/responses", """{"input":"a"}""") })
            {
                using HttpResponseMessage response = await PostAsync(server, body, path: path);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }

        string?[] tenants = [.. seen.Chunk(4).Select(each => Assert.Single(each.Select(request => request.Tenant).Distinct()))];
        Assert.Equal(tenants[0], tenants[2]);
        Assert.NotEqual(tenants[0], tenants[1]);
        Assert.All(tenants, tenant => Assert.DoesNotContain("secret", Assert.IsType<string>(tenant), StringComparison.Ordinal));

        IAsyncEnumerable<TokenChunk> Say(GenerateRequest request, CancellationToken cancellation)
        {
            lock (seen) seen.Add(request);
            return ScriptedServer.SayAsync(request, "x", cancellation);
        }
    }

    [Theory]
    [InlineData("""{"prompt":"a"}""", null, null)]
    [InlineData("""{"prompt":"a","user":"u"}""", null, "u")]
    [InlineData("""{"prompt":"a","user":"u","prompt_cache_key":"k"}""", null, "k")]
    [InlineData("""{"prompt":"a","user":"u","prompt_cache_key":"k"}""", "s", "s")]
    public async Task Post_Conversation_IsNamed(string body, string? header, string? session)
    {
        GenerateRequest? seen = null;
        await using ScriptedServer server = await ScriptedServer.StartAsync((request, cancellation) => ScriptedServer.SayAsync(seen = request, "x", cancellation));
        using HttpResponseMessage response = header is null ? await PostAsync(server, body) : await PostAsync(server, body, ("x-session-id", header));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((session, (string?)null), (seen!.Session, seen.Tenant));
    }

    private static WeightedVersions Shares(ServedModel self, int stable, int next)
    {
        (ModelVersion, ServedModel)[] versions = [(new ModelVersion("stable", stable, []), Of("stable")), (new ModelVersion("next", next, ["canary"]), Of("next"))];
        return new WeightedVersions(() => versions);

        ServedModel Of(string version) => new()
        {
            Names = self.Names, Version = version, Root = version, Service = self.Service, MaxLength = self.MaxLength, Tokenizer = self.Tokenizer, Status = () => new EngineStatus(0, 0, 0),
        };
    }

    private static Task<HttpResponseMessage> PostAsync(ScriptedServer server, string body, (string Name, string Value)? header = null, string path = Completions)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is { } given) request.Headers.Add(given.Name, given.Value);
        return server.Client.SendAsync(request);
    }
}
