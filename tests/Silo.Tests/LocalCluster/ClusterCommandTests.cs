using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Hosting.Composition;
using Inference.Support;

namespace Inference.Silo.Tests.LocalCluster;

public sealed class ClusterCommandTests
{
    [Fact]
    public async Task Cluster_SiloIsKilledWithRequestsInWork_AnswersAreThoseOfAnUndisturbedRun()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync(2);
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{cluster.Ports[0]}") };
        await WaitForAsync(client, "/ready");
        string[] undisturbed = await AnswersAsync(client);
        Task<string[]> answers = AnswersAsync(client);
        cluster.SiloOf(2).Kill();
        Assert.Equal(undisturbed, await answers);

        using HttpClient other = new() { BaseAddress = new Uri($"http://127.0.0.1:{cluster.Ports[1]}") };
        await WaitForAsync(other, "/ready");
        Assert.Equal(undisturbed, await AnswersAsync(other));
        Assert.Equal(0, await cluster.StopAsync());
    }

    [Fact]
    public async Task Cluster_TheCommandIsKilled_ItsSilosEndToo()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync(2);
        await cluster.KillAsync([cluster.SiloOf(1), cluster.SiloOf(2)]).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Cluster_ApiKey_GuardsTheDashboardAsWell()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync(1, "--api-key", "secret");
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{cluster.Ports[0]}") };
        using HttpResponseMessage refused = await client.GetAsync("/dashboard/");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:secret")));
        Assert.Contains("<html", await client.GetStringAsync("/dashboard/"), StringComparison.OrdinalIgnoreCase);
        await WaitForAsync(client, "/ready");
        await WaitForAsync(client, "/dashboard/DashboardCounters", "ModelGrain");
        Assert.Contains("inference:desired_replicas", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_ModelsFile_VersionsAnswerByShareAndByHeader()
    {
        using TemporaryFolder folder = new();
        string model = EmbeddedModel.Find(AppContext.BaseDirectory)!;
        folder.Write("models.json", Encoding.UTF8.GetBytes($$"""
            { "models": [ { "name": "ember", "aliases": ["small"], "replicas": 1,
              "versions": [ { "name": "one", "path": "{{model}}", "weight": 1 }, { "name": "two", "path": "{{model}}", "weight": 0, "aliases": ["canary"] } ] } ] }
            """));
        await using RunningCluster cluster = await RunningCluster.StartAsync(1, "--models-file", folder.PathTo("models.json"));
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{cluster.Ports[0]}") };
        await WaitForAsync(client, "/ready");
        Assert.Equal("one", await VersionAsync("ember", null));
        Assert.Equal("two", await VersionAsync("small", "canary"));
        Assert.Equal("404", await VersionAsync("ember", "three"));
        Assert.Equal("404", await VersionAsync("another", null));

        // A page on which a series stands twice is refused as a whole.
        string[] series = [.. (await client.GetStringAsync("/metrics")).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')])];
        Assert.Equal(2, series.Count(line => line.StartsWith("vllm:num_requests_running", StringComparison.Ordinal)));
        Assert.Equal(series.Distinct(), series);

        async Task<string> VersionAsync(string name, string? version)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(new { model = name, prompt = "Once", max_tokens = 2 }) };
            if (version is not null) request.Headers.Add("x-model-id", version);
            using HttpResponseMessage response = await client.SendAsync(request);
            return response.IsSuccessStatusCode ? response.Headers.GetValues("x-model-id").Single() : $"{(int)response.StatusCode}";
        }
    }

    private static async Task<string[]> AnswersAsync(HttpClient client) => await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/completions", new
        {
            model = "ember", prompt = $"Once upon a time, number {i},", max_tokens = 400, seed = i, temperature = i % 2, ignore_eos = true, n = 1 + (i % 2),
        });
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return answer["choices"]!.ToJsonString();
    }));

    /// <summary>Until it answers with success, and says what it must: what is waited for is another process.</summary>
    private static async Task WaitForAsync(HttpClient client, string path, string says = "")
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(path);
                string body = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode && body.Contains(says, StringComparison.Ordinal)) return;
                Assert.True(attempt < 600, body);
            }
            catch (HttpRequestException) when (attempt < 600)
            {
                // It has not started to listen.
            }

            await Task.Delay(100);
        }
    }
}
