using System.Text.Json;
using Inference.Contracts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Hosting.Tests;

/// <summary>The engine as a chat client, over a model of random weights.</summary>
public sealed class ChatClientTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Why is the sky blue?")];

    [Fact]
    public async Task Streaming_AndNot_AreTheSame()
    {
        ChatOptions options = new() { Seed = 7, MaxOutputTokens = 40, Temperature = 1 };

        ChatResponse whole = await engine.Chat.GetResponseAsync(Question, options);
        ChatResponse streamed = await engine.Chat.GetStreamingResponseAsync(Question, options).ToChatResponseAsync();

        Assert.NotEqual("", whole.Text);
        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(whole.FinishReason, streamed.FinishReason);
        Assert.Equal(whole.Usage!.OutputTokenCount, streamed.Usage!.OutputTokenCount);
        Assert.Equal(whole.Usage.InputTokenCount, streamed.Usage.InputTokenCount);
        Assert.Equal("tiny", streamed.ModelId);
    }

    [Fact]
    public async Task Clients_ManyAtOnce_GetTheAnswersThatEachGetsAlone()
    {
        ChatOptions[] options = [.. Enumerable.Range(0, 8).Select(seed => new ChatOptions { Seed = seed, MaxOutputTokens = 30, Temperature = 1 })];
        List<string> alone = [];
        foreach (ChatOptions each in options) alone.Add((await engine.Chat.GetResponseAsync(Question, each)).Text);

        ChatResponse[] together = await Task.WhenAll(options.Select(each => engine.Chat.GetStreamingResponseAsync(Question, each).ToChatResponseAsync()));

        Assert.Equal(alone, together.Select(response => response.Text));
        Assert.True(alone.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Usage_OfALimitedAnswer_IsItsLimit()
    {
        ChatOptions options = new() { Seed = 1, MaxOutputTokens = 5, AdditionalProperties = new() { ["ignore_eos"] = true } };
        ChatResponse response = await engine.Chat.GetResponseAsync(Question, options);

        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(5, response.Usage!.OutputTokenCount);
        Assert.Equal(response.Usage.InputTokenCount + 5, response.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task Cancellation_WhileStreaming_FreesWhatTheRequestHolds()
    {
        using CancellationTokenSource stop = new();
        ChatOptions options = new() { AdditionalProperties = new() { ["ignore_eos"] = true } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in engine.Chat.GetStreamingResponseAsync(Question, options, stop.Token)) await stop.CancelAsync();
        });

        // The engine answers between two steps: what was posted before is done by then.
        Assert.Equal(0, await engine.HeldBlocksAsync());
        Assert.Empty((await engine.Operations.ObserveAsync()).Requests);
    }

    [Fact]
    public async Task Leaving_WhileStreaming_FreesWhatTheRequestHolds()
    {
        ChatOptions options = new() { AdditionalProperties = new() { ["ignore_eos"] = true } };

        await foreach (ChatResponseUpdate _ in engine.Chat.GetStreamingResponseAsync(Question, options)) break;

        Assert.Equal(0, await engine.HeldBlocksAsync());
    }

    [Fact]
    public async Task Answers_UnderASynchronizationContext_DoNotNeedIt()
    {
        CountingContext context = new();
        SynchronizationContext? own = SynchronizationContext.Current;
        ChatOptions options = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<Wall>(), Seed = 5, MaxOutputTokens = 20 };
        SynchronizationContext.SetSynchronizationContext(context);
        Task[] answers =
        [
            engine.Chat.GetResponseAsync(Question, options),
            engine.Chat.GetStreamingResponseAsync(Question, options).ToChatResponseAsync(),
            engine.Provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["one", "two"]),
        ];
        SynchronizationContext.SetSynchronizationContext(own);
        await Task.WhenAll(answers);

        Assert.Equal(0, context.Posted);
    }

    [Fact]
    public async Task Cancellation_BeforeTheRequest_IsTold() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.Chat.GetResponseAsync(Question, cancellationToken: new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tools_Required_AreCalledAndAnswered(bool streams)
    {
        List<string> calls = [];
        AIFunction paint = AIFunctionFactory.Create(
            (Colour colour, bool twice) =>
            {
                calls.Add($"{colour} {twice}");
                return $"painted {colour}";
            },
            "paint", "Paints the wall.");
        ChatOptions options = new() { Tools = [paint], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, Seed = 3, MaxOutputTokens = 200 };
        List<ChatMessage> conversation = [.. Question];

        ChatResponse asked = streams
            ? await engine.Chat.GetStreamingResponseAsync(conversation, options).ToChatResponseAsync()
            : await engine.Chat.GetResponseAsync(conversation, options);
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        FunctionCallContent call = Assert.Single(asked.Messages[0].Contents.OfType<FunctionCallContent>());
        object? result = await paint.InvokeAsync(new AIFunctionArguments(call.Arguments));
        conversation.AddRange(asked.Messages);
        conversation.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
        ChatResponse answered = await engine.Chat.GetResponseAsync(conversation, new ChatOptions { Tools = [paint], ToolMode = ChatToolMode.None, Seed = 3, MaxOutputTokens = 8 });

        Assert.Single(calls);
        Assert.NotEqual("", answered.Text);
        Assert.True(answered.Usage!.InputTokenCount > asked.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task ResponseFormat_OfAType_IsThatType()
    {
        ChatOptions options = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema<Wall>(), Seed = 5, MaxOutputTokens = 400 };

        ChatResponse response = await engine.Chat.GetResponseAsync(Question, options);

        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Wall wall = JsonSerializer.Deserialize<Wall>(response.Text, AIJsonUtilities.DefaultOptions)!;
        Assert.True(Enum.IsDefined(wall.Colour));
    }

    /// <summary>Schemas as the abstractions make them of .NET's types: none may be refused.</summary>
    [Theory]
    [InlineData(typeof(DateTime))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(DateOnly))]
    [InlineData(typeof(TimeOnly))]
    [InlineData(typeof(TimeSpan))]
    [InlineData(typeof(Guid))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(decimal?))]
    [InlineData(typeof(int?))]
    [InlineData(typeof(double[]))]
    [InlineData(typeof(Dictionary<string, int>))]
    [InlineData(typeof(List<Wall?>))]
    [InlineData(typeof(House))]
    [InlineData(typeof(Anything))]
    public async Task ResponseFormat_OfDotnetTypes_IsTaken(Type type)
    {
        ChatOptions options = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(AIJsonUtilities.CreateJsonSchema(type)), Seed = 5, MaxOutputTokens = 4 };

        ChatResponse response = await engine.Chat.GetResponseAsync(Question, options);

        Assert.NotEqual("", response.Text);
    }

    [Theory]
    [InlineData(nameof(ChatOptions.Temperature))]
    [InlineData(nameof(ChatOptions.TopP))]
    [InlineData(nameof(ChatOptions.ResponseFormat))]
    public async Task Options_ThatTheEngineRefuses_AreNamed(string name)
    {
        ChatOptions options = name switch
        {
            nameof(ChatOptions.Temperature) => new() { Temperature = -1 },
            nameof(ChatOptions.TopP) => new() { TopP = 2 },
            _ => new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"unheard of"}""")) },
        };

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => engine.Chat.GetResponseAsync(Question, options));

        Assert.Equal((InferenceError.InvalidRequest, name), (refusal.Error, refusal.Parameter));
    }

    /// <summary>An application that waits for an answer on a thread with such a context would wait for ever for what is posted to it.</summary>
    private sealed class CountingContext : SynchronizationContext
    {
        private int _posted;

        public int Posted => Volatile.Read(ref _posted);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posted);
            base.Post(d, state);
        }
    }

    public enum Colour
    {
        Red,
        Green,
    }

    public sealed record Wall(Colour Colour, bool IsDry, Colour? Former);

    public sealed record Anything(object? Value, JsonElement More);

    public sealed record House(string Name, Wall[] Walls, House? Neighbour, Dictionary<string, Wall> Rooms, DateTime Built);
}
