using System.ClientModel;
using System.ClientModel.Primitives;
using Inference.Contracts;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace Inference.Server.Tests.Serving;

/// <summary>Embeddings, models and errors through the unmodified OpenAI client.</summary>
[Collection(nameof(RunningServer))]
public sealed class OpenAIServiceTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await OpenAIClients.StartServerAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task GenerateEmbeddings_Texts_AreVectorsOfLengthOne()
    {
        EmbeddingClient client = OpenAIClients.Of(_server).GetEmbeddingClient(RunningServer.ModelName);
        OpenAIEmbeddingCollection both = await client.GenerateEmbeddingsAsync(["hello", "a longer text"]);
        OpenAIEmbedding one = await client.GenerateEmbeddingAsync("hello");
        OpenAIEmbedding part = await client.GenerateEmbeddingAsync("hello", new EmbeddingGenerationOptions { Dimensions = 8 });

        Assert.Equal([0, 1], both.Select(each => each.Index));
        Assert.Equal(256, one.ToFloats().Length);
        Assert.All(both, each => Assert.Equal(1, Math.Sqrt(each.ToFloats().ToArray().Sum(value => (double)value * value)), 1e-5));
        Assert.Equal(one.ToFloats().ToArray(), both[0].ToFloats().ToArray());
        Assert.NotEqual(one.ToFloats().ToArray(), both[1].ToFloats().ToArray());
        Assert.Equal(8, part.ToFloats().Length);
        Assert.True(both.Usage.InputTokenCount > 0);
        Assert.Equal(both.Usage.InputTokenCount, both.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task GetModels_Server_ListsItsModel()
    {
        OpenAIModelClient client = OpenAIClients.Of(_server).GetOpenAIModelClient();
        OpenAIModelCollection models = await client.GetModelsAsync();
        OpenAIModel model = await client.GetModelAsync(RunningServer.ModelName);

        Assert.Equal(RunningServer.ModelName, Assert.Single(models).Id);
        Assert.Equal(RunningServer.ModelName, model.Id);
        Assert.NotEmpty(model.OwnedBy);
    }

    [Fact]
    public async Task CompleteChat_WrongParameter_IsStatus400()
    {
        ChatClient client = OpenAIClients.Of(_server).GetChatClient(RunningServer.ModelName);
        ClientResultException error = await FailAsync(client, new ChatCompletionOptions { Temperature = -1 });

        Assert.Equal(400, error.Status);
        Assert.Contains("temperature", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteChat_WrongKey_IsStatus401(bool streams)
    {
        ChatClient client = OpenAIClients.Of(_server, "two").GetChatClient(RunningServer.ModelName);
        ClientResultException error = await FailAsync(client, null, streams);

        Assert.Equal(401, error.Status);
        Assert.Contains("invalid_api_key", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteChat_UnknownModel_IsStatus404(bool streams)
    {
        ChatClient client = OpenAIClients.Of(_server).GetChatClient("other");
        ClientResultException error = await FailAsync(client, null, streams);

        Assert.Equal(404, error.Status);
        Assert.Contains("other", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InferenceError.Overloaded, 429)]
    [InlineData(InferenceError.Draining, 503)]
    [InlineData(InferenceError.EngineFailed, 500)]
    [InlineData(InferenceError.DeadlineExceeded, 504)]
    [InlineData(InferenceError.TooLong, 400)]
    public async Task CompleteChat_WhatTheEngineRefuses_HasItsStatus(InferenceError error, int status)
    {
        await using ScriptedServer script = await ScriptedServer.StartAsync((_, _) => throw new InferenceException(error, "It cannot be."));
        OpenAIClientOptions options = new() { Endpoint = new Uri(script.Client.BaseAddress!, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };
        ChatClient client = new OpenAIClient(new ApiKeyCredential("any"), options).GetChatClient(ScriptedServer.ModelName);

        foreach (bool streams in (bool[])[false, true])
        {
            ClientResultException failure = await FailAsync(client, null, streams);
            Assert.Equal(status, failure.Status);
            Assert.Contains("It cannot be.", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetModel_UnknownModel_IsStatus404()
    {
        OpenAIModelClient client = OpenAIClients.Of(_server).GetOpenAIModelClient();

        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => client.GetModelAsync("other"))).Status);
    }

    private static Task<ClientResultException> FailAsync(ChatClient client, ChatCompletionOptions? options, bool streams = false) =>
        Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            ChatMessage[] messages = [new UserChatMessage("hello")];
            if (!streams) await client.CompleteChatAsync(messages, options);
            else await foreach (StreamingChatCompletionUpdate update in client.CompleteChatStreamingAsync(messages, options)) Assert.Fail(update.CompletionId);
        });
}
