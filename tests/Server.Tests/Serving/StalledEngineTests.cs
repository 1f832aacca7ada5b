using System.Net;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Hosting.Composition;

namespace Inference.Server.Tests.Serving;

/// <summary>Health is that work gets on, not that the process lives.</summary>
[Collection(nameof(RunningServer))]
public sealed class StalledEngineTests
{
    [Fact]
    public async Task Health_StepThatDoesNotEnd_FailsUntilItDoes()
    {
        using HeldRunner runner = new();
        await using InferenceEngine engine = new(runner, [], new EngineOptions());
        TimeSpan patience = TimeSpan.FromTicks(1);
        await using ScriptedServer server = await ScriptedServer.StartAsync(engine.GenerateAsync, new() { Status = () => LocalServedModel.StatusOf(engine.Progress, patience) });
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);

        Task<HttpResponseMessage> answer = server.PostAsync("/v1/completions", """{"prompt":"a","max_tokens":1}""");
        await runner.Entered.WaitAsync();
        using HttpResponseMessage health = await server.Client.GetAsync("/health"), ready = await server.Client.GetAsync("/ready");
        JsonNode load = JsonNode.Parse(await server.Client.GetStringAsync("/load"))!;
        patience = TimeSpan.FromMinutes(1);
        using HttpResponseMessage patient = await server.Client.GetAsync("/health");
        patience = TimeSpan.FromTicks(1);
        runner.Held.Release();
        using HttpResponseMessage answered = await answer;
        await engine.DrainAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("no step has ended", (string?)JsonNode.Parse(await health.Content.ReadAsStringAsync())!["problem"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("no step has ended", (string?)load["models"]![0]!["status"]!["problem"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, patient.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);
    }
}
