using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Inference.Client.Hosting;
using Inference.Client.Models;
using Inference.Hosting.Composition;
using Inference.Silo.Tests.LocalCluster;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Inference.Silo.Tests.Client;

public sealed class InferenceClientTests
{
    [Fact]
    public async Task AddInferenceClient_ApplicationOutsideTheCluster_GetsTheAnswersOfItsFronts()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync(1);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddInferenceClient(
            orleans => orleans.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, cluster.GatewayPorts[0])),
            options => (options.Model, options.Text) = ("ember", EmbeddedModel.Find(AppContext.BaseDirectory)));
        using IHost host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<ClusterModel>().Ready;
        ChatResponse answer = await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hello", new ChatOptions { Temperature = 0, MaxOutputTokens = 30 });

        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{cluster.Ports[0]}") };
        using HttpResponseMessage response = await http.PostAsJsonAsync("/v1/chat/completions", new
        {
            model = "ember", messages = new[] { new { role = "user", content = "Hello" } }, temperature = 0, max_tokens = 30,
        });
        Assert.Equal((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"], answer.Text);
        await host.StopAsync();
    }

    [Fact]
    public async Task AddInferenceModel_OptionsAreWrong_TellsAllAtStart()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceModel(options =>
        {
            options.Text = "/no/such/place";
            options.Cluster.Routing.Policy = "best";
        });
        using IHost host = builder.Build();
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(3, error.Failures.Count());
    }
}
