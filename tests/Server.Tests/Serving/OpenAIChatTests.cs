using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Chat;

namespace Inference.Server.Tests.Serving;

/// <summary>Chat through the unmodified OpenAI client.</summary>
[Collection(nameof(RunningServer))]
public sealed class OpenAIChatTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Question = [new SystemChatMessage("You are helpful."), new UserChatMessage("What is the capital of France?")];
    private static readonly string[] Cities = ["Oslo", "Rome"];
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("weather", "The weather in a city", BinaryData.FromString("""
        {"type":"object","properties":{"city":{"type":"string","enum":["Oslo","Rome"]}},"required":["city"],"additionalProperties":false}
        """));

    private RunningServer _server = null!;
    private ChatClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await OpenAIClients.StartServerAsync();
        _client = OpenAIClients.Of(_server).GetChatClient(RunningServer.ModelName);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task CompleteChat_Question_IsAnsweredWithUsage()
    {
        ChatCompletion answer = await _client.CompleteChatAsync(Question, Options());

        Assert.Contains("Paris", Assert.Single(answer.Content).Text, StringComparison.Ordinal);
        Assert.Equal(ChatMessageRole.Assistant, answer.Role);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(RunningServer.ModelName, answer.Model);
        Assert.NotEmpty(answer.Id);
        Assert.InRange(answer.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.True(answer.Usage.InputTokenCount > 0 && answer.Usage.OutputTokenCount > 0);
        Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task CompleteChat_TokenLimit_EndsWithLength()
    {
        ChatCompletionOptions options = Options();
        options.MaxOutputTokenCount = 2;
        ChatCompletion answer = await _client.CompleteChatAsync(Question, options);

        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal(2, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task CompleteChatStreaming_Question_IsTheWholeAnswerInParts()
    {
        ChatCompletion whole = await _client.CompleteChatAsync(Question, Options());
        List<StreamingChatCompletionUpdate> updates = await StreamAsync(Options());

        string[] parts = [.. updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)];
        Assert.True(parts.Length > 1);
        Assert.Equal(whole.Content[0].Text, string.Concat(parts));
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct());
        // The client asks for the usage of every stream.
        ChatTokenUsage usage = Assert.Single(updates, update => update.Usage is not null).Usage;
        Assert.Equal((whole.Usage.InputTokenCount, whole.Usage.OutputTokenCount), (usage.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task CompleteChat_RequiredTool_IsCalledAndItsResultTaken()
    {
        ChatCompletion answer = await _client.CompleteChatAsync(Question, ToolOptions());

        ChatToolCall call = Assert.Single(answer.ToolCalls);
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal((ChatToolCallKind.Function, "weather"), (call.Kind, call.FunctionName));
        Assert.NotEmpty(call.Id);
        Assert.Contains(City(call.FunctionArguments.ToString()), Cities);

        ChatMessage[] conversation = [.. Question, new AssistantChatMessage(answer), new ToolChatMessage(call.Id, "sunny")];
        ChatCompletionOptions options = Options();
        options.Tools.Add(Weather);
        options.ToolChoice = ChatToolChoice.CreateNoneChoice();
        ChatCompletion next = await _client.CompleteChatAsync(conversation, options);
        Assert.Empty(next.ToolCalls);
        Assert.True(next.Usage.InputTokenCount > answer.Usage.InputTokenCount);
    }

    [Fact]
    public async Task CompleteChatStreaming_RequiredTool_IsTheWholeCallInParts()
    {
        ChatCompletion whole = await _client.CompleteChatAsync(Question, ToolOptions());
        List<StreamingChatCompletionUpdate> updates = await StreamAsync(ToolOptions());

        StreamingChatToolCallUpdate[] calls = [.. updates.SelectMany(update => update.ToolCallUpdates)];
        StringBuilder arguments = new();
        foreach (StreamingChatToolCallUpdate call in calls) arguments.Append(call.FunctionArgumentsUpdate);
        Assert.All(calls, call => Assert.Equal(0, call.Index));
        Assert.Equal("weather", calls[0].FunctionName);
        Assert.NotEmpty(calls[0].ToolCallId);
        Assert.Equal(whole.ToolCalls[0].FunctionArguments.ToString(), arguments.ToString());
        Assert.Contains(City(arguments.ToString()), Cities);
        Assert.Equal(ChatFinishReason.ToolCalls, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task CompleteChat_JsonSchema_IsFollowed()
    {
        ChatCompletionOptions options = Options();
        options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", BinaryData.FromString("""
            {"type":"object","properties":{"name":{"type":"string","enum":["Oslo","Rome"]},"large":{"type":"boolean"}},"required":["name","large"],"additionalProperties":false}
            """), jsonSchemaIsStrict: true);
        ChatCompletion answer = await _client.CompleteChatAsync(Question, options);

        JsonObject city = JsonNode.Parse(answer.Content[0].Text)!.AsObject();
        Assert.Equal(["name", "large"], city.Select(member => member.Key));
        Assert.Contains((string?)city["name"], Cities);
        Assert.True(city["large"]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
    }

    [Fact]
    public async Task CompleteChat_Logprobs_AreOneForEachTokenLikeliestFirst()
    {
        ChatCompletionOptions options = Options();
        (options.IncludeLogProbabilities, options.TopLogProbabilityCount) = (true, 3);
        ChatCompletion answer = await _client.CompleteChatAsync(Question, options);
        List<StreamingChatCompletionUpdate> updates = await StreamAsync(options);

        byte[] bytes = [.. answer.ContentTokenLogProbabilities.SelectMany(token => token.Utf8Bytes!.Value.ToArray())];
        Assert.StartsWith(answer.Content[0].Text, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.All(answer.ContentTokenLogProbabilities, token =>
        {
            Assert.Equal(3, token.TopLogProbabilities.Count);
            Assert.True(token.LogProbability <= 0);
            Assert.Equal((token.Token, token.LogProbability), (token.TopLogProbabilities[0].Token, token.TopLogProbabilities[0].LogProbability));
        });
        Assert.Equal(
            answer.ContentTokenLogProbabilities.Select(token => (token.Token, token.LogProbability)),
            updates.SelectMany(update => update.ContentTokenLogProbabilities).Select(token => (token.Token, token.LogProbability)));
    }

    private static ChatCompletionOptions Options() => new() { Temperature = 0, MaxOutputTokenCount = 300 };

    private static ChatCompletionOptions ToolOptions()
    {
        ChatCompletionOptions options = Options();
        (options.ToolChoice, options.AllowParallelToolCalls) = (ChatToolChoice.CreateRequiredChoice(), false);
        options.Tools.Add(Weather);
        return options;
    }

    private static string? City(string arguments) => (string?)JsonNode.Parse(arguments)!["city"];

    private async Task<List<StreamingChatCompletionUpdate>> StreamAsync(ChatCompletionOptions options)
    {
        List<StreamingChatCompletionUpdate> updates = [];
        await foreach (StreamingChatCompletionUpdate update in _client.CompleteChatStreamingAsync(Question, options)) updates.Add(update);
        return updates;
    }
}
