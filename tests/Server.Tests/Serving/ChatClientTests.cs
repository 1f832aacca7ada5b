using System.Text.Json.Nodes;
using Inference.Hosting;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Server.Tests.Serving;

/// <summary>The engine in an application's process says what the server says, to the bit.</summary>
public sealed class ChatClientTests
{
    private static readonly string Ember = Path.Combine(SharedData.RepositoryRoot, "models", "ember");

    [Theory]
    [InlineData(1, 0.9f)]
    [InlineData(2, 1.5f)]
    [InlineData(3, 0f)]
    public async Task Answer_OfTheSameSeed_IsTheServers(int seed, float temperature)
    {
        await using RunningServer server = await RunningServer.StartAsync(modelPath: Ember);
        await using ServiceProvider application = new ServiceCollection().AddInferenceEngine(options => options.Model = Ember).BuildServiceProvider();
        JsonObject request = new()
        {
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = "You are helpful." }, new JsonObject { ["role"] = "user", ["content"] = "Tell me a story about a fox." }),
            ["seed"] = seed, ["temperature"] = temperature, ["top_p"] = 0.95f, ["max_tokens"] = 60, ["return_token_ids"] = true, ["min_p"] = 0.01f,
        };
        ChatOptions options = new()
        {
            Instructions = "You are helpful.", Seed = seed, Temperature = temperature, TopP = 0.95f, MaxOutputTokens = 60,
            AdditionalProperties = new() { ["return_token_ids"] = true, ["min_p"] = 0.01f },
        };

        JsonNode there = await server.AskAsync("/v1/chat/completions", request);
        IChatClient chat = application.GetRequiredService<IChatClient>();
        ChatResponse here = await chat.GetResponseAsync("Tell me a story about a fox.", options);
        ChatResponse streamed = await chat.GetStreamingResponseAsync("Tell me a story about a fox.", options).ToChatResponseAsync();

        Assert.Equal((string?)there["choices"]![0]!["message"]!["content"], here.Text);
        Assert.Equal(there["choices"]![0]!["token_ids"]!.AsArray().Select(token => (int)token!), (IReadOnlyList<int>)here.AdditionalProperties!["token_ids"]!);
        Assert.Equal(here.Text, streamed.Text);
        Assert.Equal((long?)there["usage"]!["prompt_tokens"], here.Usage!.InputTokenCount);
        Assert.Equal((long?)there["usage"]!["completion_tokens"], here.Usage.OutputTokenCount);
    }
}
