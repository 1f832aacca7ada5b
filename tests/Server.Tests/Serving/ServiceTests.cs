using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary>What holds for all endpoints: errors, keys, limits, the end.</summary>
[Collection(nameof(RunningServer))]
public sealed class ServiceTests
{
    private const string Completions = "/v1/completions";

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[1]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"prompt\":\"\\ud800\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{\"prompt\":\"a\",\"model\":\"other\"}", "application/json", HttpStatusCode.NotFound)]
    public async Task Post_WhatIsNoRequest_IsRefusedInTheSameShape(string body, string type, HttpStatusCode status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await server.Client.PostAsync(Completions, new StringContent(body, Encoding.UTF8, type));

        await RunningServer.ErrorOf(response, status);
    }

    [Fact]
    public async Task Post_DeepAndLargeAndBrokenBodies_AreRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.MaxRequestBodyBytes = 100_000);

        await server.FailAsync(Completions, new string('[', 50_000), HttpStatusCode.BadRequest);
        await server.FailAsync(Completions, $$"""{"prompt":"{{new string('a', 200_000)}}"}""", HttpStatusCode.RequestEntityTooLarge);
        using ByteArrayContent broken = new([.. "{\"prompt\":\""u8, 0xFF, .. "\"}"u8]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        await RunningServer.ErrorOf(await server.Client.PostAsync(Completions, broken), HttpStatusCode.BadRequest);
        await RunningServer.ErrorOf(await server.Client.GetAsync(Completions), HttpStatusCode.MethodNotAllowed);
        await RunningServer.ErrorOf(await server.Client.GetAsync("/nothing"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ApiKeys_AreAskedForWhereWorkIsDone()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options.ApiKeys = ["one", "two"]);

        foreach (string open in (string[])["/health", "/ping", "/ready", "/version", "/metrics", "/load"]) Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(open)).StatusCode);
        await RunningServer.ErrorOf(await server.Client.GetAsync("/v1/models"), HttpStatusCode.Unauthorized);
        JsonNode error = await server.FailAsync("/generate", """{"prompt":"a"}""", HttpStatusCode.Unauthorized);
        Assert.Equal("invalid_api_key", (string?)error["code"]);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "three");
        await server.FailAsync("/tokenize", """{"prompt":"a"}""", HttpStatusCode.Unauthorized);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "two");
        await server.AskAsync("/tokenize", new JsonObject { ["prompt"] = "a" });
    }

    [Fact]
    public async Task Quota_WhenUsedUp_AsksToRetryLater()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => (options.ApiKeys, options.RequestsPerMinute) = (["one", "two"], 1));
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "one");
        JsonObject request = new() { ["prompt"] = "a", ["max_tokens"] = 1 };

        await server.AskAsync(Completions, request);
        using HttpResponseMessage refused = await server.SendAsync(Completions, request);
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "two");
        await server.AskAsync(Completions, request);

        await RunningServer.ErrorOf(refused, HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task RequestId_OfTheClient_ComesBackUnlessItIsNoWord()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpRequestMessage plain = new(HttpMethod.Get, "/version"), strange = new(HttpMethod.Get, "/version");
        plain.Headers.Add("X-Request-Id", "abc-1");
        strange.Headers.Add("X-Request-Id", "a b");

        Assert.Equal("abc-1", (await server.Client.SendAsync(plain)).Headers.GetValues("X-Request-Id").Single());
        Assert.Matches("^[0-9a-f]{32}$", (await server.Client.SendAsync(strange)).Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Disconnect_InMidStream_FreesWhatTheRequestHolds()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        // A client that reads on to the end of the answer has not gone away.
        using HttpClient leaving = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = server.Client.BaseAddress };
        using (HttpRequestMessage request = new(HttpMethod.Post, Completions))
        {
            request.Content = new StringContent("""{"prompt":"a","max_tokens":500,"ignore_eos":true,"stream":true,"n":8}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await leaving.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using Stream stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[1]);
        }

        Assert.Equal(0, await server.Gate.DrainAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
        await server.Model.DrainAsync();
        Assert.Equal(server.Model.Progress.Load.TotalBlocks, server.Model.Progress.Load.FreeBlocks);
        Assert.Equal(1, await server.MetricAsync("vllm:request_success_total{finished_reason=\"abort\"}"));
    }

    [Fact]
    public async Task Drain_LetsRunningRequestsEndAndRefusesNewOnes()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, Completions);
        request.Content = new StringContent("""{"prompt":"a","max_tokens":300,"ignore_eos":true,"stream":true}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage running = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Task<int> drained = server.Gate.DrainAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);
        using HttpResponseMessage refused = await server.SendAsync(Completions, """{"prompt":"a"}""");
        await RunningServer.ErrorOf(refused, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.EndsWith("data: [DONE]\n\n", await running.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await drained);
    }

    [Fact]
    public async Task Queue_WhenFull_AsksToRetryLater()
    {
        await using RunningServer server = await RunningServer.StartAsync(configureEngine: engine => (engine.MaxSequences, engine.MaxQueuedRequests) = (1, 0));
        using HttpRequestMessage request = new(HttpMethod.Post, Completions);
        request.Content = new StringContent("""{"prompt":"a","max_tokens":500,"n":64,"ignore_eos":true,"stream":true}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage running = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using HttpResponseMessage refused = await server.SendAsync(Completions, """{"prompt":"b","stream":true}""");

        await RunningServer.ErrorOf(refused, HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Metrics_AfterManyRequests_Reconcile()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonNode[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(index =>
            server.AskAsync(Completions, new JsonObject { ["prompt"] = $"prompt {index}", ["max_tokens"] = 1 + index, ["seed"] = index, ["n"] = 1 + (index % 3) })));
        await server.FailAsync(Completions, """{"prompt":"a","top_p":7}""", HttpStatusCode.BadRequest);

        Assert.Equal(20, await server.MetricAsync("vllm:request_success_total"));
        Assert.Equal(20, await server.MetricAsync("vllm:e2e_request_latency_seconds_count"));
        Assert.Equal(20, await server.MetricAsync("vllm:e2e_request_latency_seconds_bucket{le=\"+Inf\"}"));
        Assert.Equal(answers.Sum(answer => (int)answer["usage"]!["completion_tokens"]!), await server.MetricAsync("vllm:generation_tokens_total"));
        Assert.Equal(answers.Sum(answer => (int)answer["usage"]!["prompt_tokens"]!), await server.MetricAsync("vllm:prompt_tokens_total"));
        Assert.Equal(20, await server.MetricAsync("http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"2xx\"}"));
        Assert.Equal(1, await server.MetricAsync("http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"4xx\"}"));
        Assert.Equal(0, await server.MetricAsync("vllm:num_requests_running"));
    }

    [Fact]
    public async Task StopString_CountsAsStop()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject request = new() { ["prompt"] = "a", ["max_tokens"] = 400, ["temperature"] = 0, ["ignore_eos"] = true };
        string whole = (string)(await server.AskAsync(Completions, request))["choices"]![0]!["text"]!;
        request["stop"] = whole[..2];
        Assert.Equal("stop", (string?)(await server.AskAsync(Completions, request))["choices"]![0]!["finish_reason"]);
        await server.Model.DrainAsync();

        Assert.Equal(1, await server.MetricAsync("vllm:request_success_total{finished_reason=\"stop\"}"));
        Assert.Equal(0, await server.MetricAsync("vllm:request_success_total{finished_reason=\"abort\"}"));
    }

    [Fact]
    public async Task StopString_OfOneChoice_EndsItsComputation()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonObject request = new() { ["prompt"] = "a", ["max_tokens"] = 400, ["temperature"] = 1, ["seed"] = 5, ["ignore_eos"] = true, ["n"] = 2, ["return_token_ids"] = true };
        JsonArray whole = (await server.AskAsync(Completions, request))["choices"]!.AsArray();
        // Two bytes that only the first choice has, early.
        string first = (string)whole[0]!["text"]!, second = (string)whole[1]!["text"]!;
        request["stop"] = Enumerable.Range(1, 40).Select(at => first.Substring(at, 2)).First(text => !second.Contains(text, StringComparison.Ordinal));

        // The engine may be done with the choice before the text is read, where the machine is busy; but not every time.
        double fewest = double.MaxValue;
        for (int attempt = 0; attempt < 20 && fewest > 600; attempt++)
        {
            double before = await server.MetricAsync("vllm:generation_tokens_total");
            JsonArray stopped = (await server.AskAsync(Completions, request))["choices"]!.AsArray();
            Assert.Equal(["stop", "length"], stopped.Select(choice => (string?)choice!["finish_reason"]));
            Assert.Equal(second, (string?)stopped[1]!["text"]);
            fewest = Math.Min(fewest, await server.MetricAsync("vllm:generation_tokens_total") - before);
        }

        Assert.InRange(fewest, 401, 600);
    }

    [Fact]
    public async Task Models_AreListedAndFoundByName()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonNode list = JsonNode.Parse(await server.Client.GetStringAsync("/v1/models"))!;
        JsonNode card = JsonNode.Parse(await server.Client.GetStringAsync($"/v1/models/{RunningServer.ModelName}"))!;

        Assert.Equal(RunningServer.ModelName, (string?)list["data"]![0]!["id"]);
        Assert.Equal(512, (int)card["max_model_len"]!);
        Assert.Equal(("model_permission", true), ((string?)card["permission"]![0]!["object"], (bool)card["permission"]![0]!["allow_sampling"]!));
        await RunningServer.ErrorOf(await server.Client.GetAsync("/v1/models/a/b"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Metrics_BeforeAnyRequest_AreLabelledAndExplained()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string text = await server.Client.GetStringAsync("/metrics");

        Assert.Contains("vllm:time_to_first_token_seconds_count{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http_request_duration_seconds_count ", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => line.StartsWith("# HELP ", StringComparison.Ordinal)), line => Assert.True(line.Split(' ', 4)[^1].EndsWith('.'), line));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console/app.js")]
    [InlineData("/health")]
    [InlineData("/ping")]
    [InlineData("/ready")]
    [InlineData("/load")]
    [InlineData("/version")]
    [InlineData("/metrics")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/" + RunningServer.ModelName)]
    public async Task Head_OfWhatCanBeLookedAt_IsThatOfGet(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage whole = await server.Client.GetAsync(path);
        using HttpResponseMessage head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(whole.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
