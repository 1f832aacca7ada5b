// The client marks this part of itself as experimental.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Responses;

namespace Inference.Server.Tests.Serving;

/// <summary>The Responses API through the unmodified OpenAI client.</summary>
[Collection(nameof(RunningServer))]
public sealed class OpenAIResponsesTests : IAsyncLifetime
{
    private const string Question = "What is the capital of France?";
    private static readonly string[] Cities = ["Oslo", "Rome"];
    private static readonly ResponseTool Weather = ResponseTool.CreateFunctionTool(
        "weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string","enum":["Oslo","Rome"]}},"required":["city"],"additionalProperties":false}"""), strictModeEnabled: true, "The weather in a city");

    private RunningServer _server = null!;
    private ResponsesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await OpenAIClients.StartServerAsync();
        _client = OpenAIClients.Of(_server).GetResponsesClient();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task CreateResponse_Question_IsAnsweredWithUsage()
    {
        ResponseResult response = await _client.CreateResponseAsync(Options());

        Assert.Contains("Paris", response.GetOutputText(), StringComparison.Ordinal);
        Assert.Equal((ResponseStatus.Completed, RunningServer.ModelName), (response.Status, response.Model));
        Assert.Null(response.Error);
        MessageResponseItem message = Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(response.OutputItems));
        Assert.Equal((MessageRole.Assistant, MessageStatus.Completed), (message.Role, message.Status));
        Assert.True(response.Usage.InputTokenCount > 0 && response.Usage.OutputTokenCount > 0);
        Assert.Equal(response.Usage.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
        Assert.InRange(response.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task CreateResponse_TokenLimit_IsIncomplete()
    {
        CreateResponseOptions options = Options();
        options.MaxOutputTokenCount = 2;
        ResponseResult response = await _client.CreateResponseAsync(options);

        Assert.Equal(ResponseStatus.Incomplete, response.Status);
        Assert.Equal(ResponseIncompleteStatusReason.MaxOutputTokens, response.IncompleteStatusDetails.Reason);
        Assert.Equal(MessageStatus.Incomplete, Assert.IsAssignableFrom<MessageResponseItem>(response.OutputItems[0]).Status);
        Assert.Equal(2, response.Usage.OutputTokenCount);
        Assert.IsType<StreamingResponseIncompleteUpdate>((await StreamAsync(options))[^1]);
    }

    [Fact]
    public async Task CreateResponseStreaming_Question_IsTheWholeResponseInParts()
    {
        ResponseResult whole = await _client.CreateResponseAsync(Options());
        List<StreamingResponseUpdate> updates = await StreamAsync(Options());

        Assert.Equal(Enumerable.Range(0, updates.Count), updates.Select(update => update.SequenceNumber));
        Assert.IsType<StreamingResponseCreatedUpdate>(updates[0]);
        Assert.IsType<StreamingResponseInProgressUpdate>(updates[1]);
        Assert.IsType<StreamingResponseOutputItemAddedUpdate>(updates[2]);
        Assert.IsType<StreamingResponseContentPartAddedUpdate>(updates[3]);
        StreamingResponseOutputTextDeltaUpdate[] deltas = [.. updates.OfType<StreamingResponseOutputTextDeltaUpdate>()];
        Assert.True(deltas.Length > 1);
        Assert.Equal(whole.GetOutputText(), string.Concat(deltas.Select(delta => delta.Delta)));
        Assert.Equal(whole.GetOutputText(), Assert.Single(updates.OfType<StreamingResponseOutputTextDoneUpdate>()).Text);
        Assert.IsType<StreamingResponseContentPartDoneUpdate>(updates[^3]);
        Assert.IsType<StreamingResponseOutputItemDoneUpdate>(updates[^2]);
        ResponseResult completed = Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]).Response;
        Assert.Equal(whole.GetOutputText(), completed.GetOutputText());
        Assert.Equal(whole.Usage.TotalTokenCount, completed.Usage.TotalTokenCount);
        Assert.Single(deltas.Select(delta => delta.ItemId).Append(completed.OutputItems[0].Id).Distinct());
    }

    [Fact]
    public async Task CreateResponse_RequiredTool_IsCalledAndItsResultTaken()
    {
        CreateResponseOptions options = ToolOptions();
        ResponseResult response = await _client.CreateResponseAsync(options);
        FunctionCallResponseItem call = Assert.IsType<FunctionCallResponseItem>(Assert.Single(response.OutputItems));
        List<StreamingResponseUpdate> updates = await StreamAsync(ToolOptions());

        Assert.Equal("weather", call.FunctionName);
        Assert.Contains(City(call.FunctionArguments), Cities);
        StringBuilder arguments = new();
        foreach (StreamingResponseFunctionCallArgumentsDeltaUpdate delta in updates.OfType<StreamingResponseFunctionCallArgumentsDeltaUpdate>()) arguments.Append(delta.Delta);
        Assert.Equal(call.FunctionArguments.ToString(), arguments.ToString());
        Assert.Equal(call.FunctionArguments.ToString(), Assert.Single(updates.OfType<StreamingResponseFunctionCallArgumentsDoneUpdate>()).FunctionArguments.ToString());

        CreateResponseOptions next = Options();
        next.Tools.Add(Weather);
        next.ToolChoice = ResponseToolChoice.CreateNoneChoice();
        next.InputItems.Add(call);
        next.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        ResponseResult answer = await _client.CreateResponseAsync(next);
        Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(answer.OutputItems));
    }

    [Fact]
    public async Task CreateResponse_JsonSchema_IsFollowed()
    {
        CreateResponseOptions options = Options();
        options.TextOptions = new ResponseTextOptions
        {
            TextFormat = ResponseTextFormat.CreateJsonSchemaFormat(
                "city", BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string","enum":["Oslo","Rome"]}},"required":["name"],"additionalProperties":false}"""), jsonSchemaIsStrict: true),
        };
        ResponseResult response = await _client.CreateResponseAsync(options);

        Assert.Contains((string?)JsonNode.Parse(response.GetOutputText())!["name"], Cities);
        Assert.Equal(ResponseTextFormatKind.JsonSchema, response.TextOptions.TextFormat.Kind);
    }

    [Fact]
    public async Task CreateResponse_Previous_IsFollowedFoundAndDeleted()
    {
        ResponseResult first = await _client.CreateResponseAsync(Options());
        ResponseResult second = await _client.CreateResponseAsync(RunningServer.ModelName, "And of Italy?", first.Id);
        ResponseResult found = await _client.GetResponseAsync(second.Id);
        List<ResponseItem> items = [];
        await foreach (ResponseItem item in _client.GetResponseInputItemsAsync(second.Id)) items.Add(item);

        Assert.Equal(first.Id, second.PreviousResponseId);
        Assert.True(second.Usage.InputTokenCount > first.Usage.TotalTokenCount);
        Assert.Equal(second.GetOutputText(), found.GetOutputText());
        Assert.Equal(3, items.Count(item => item is MessageResponseItem));
        ResponseDeletionResult deleted = await _client.DeleteResponseAsync(second.Id);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(async () => await _client.GetResponseAsync(second.Id))).Status);
    }

    [Fact]
    public async Task CreateResponse_LogProbabilities_AreOneForEachToken()
    {
        CreateResponseOptions options = Options();
        options.IncludedProperties.Add(IncludedResponseProperty.MessageOutputTextLogProbabilities);
        options.TopLogProbabilityCount = 2;
        using JsonDocument response = JsonDocument.Parse((await _client.CreateResponseAsync(options)).GetRawResponse().Content);
        JsonElement part = response.RootElement.GetProperty("output")[0].GetProperty("content")[0];
        JsonElement[] logprobs = [.. part.GetProperty("logprobs").EnumerateArray()];

        Assert.Equal(response.RootElement.GetProperty("usage").GetProperty("output_tokens").GetInt32(), logprobs.Length);
        Assert.StartsWith(part.GetProperty("text").GetString()!, string.Concat(logprobs.Select(token => token.GetProperty("token").GetString())), StringComparison.Ordinal);
        Assert.All(logprobs, token => Assert.Equal(2, token.GetProperty("top_logprobs").GetArrayLength()));
    }

    [Fact]
    public async Task CreateResponse_WrongParameter_IsStatus400()
    {
        CreateResponseOptions options = Options();
        options.Temperature = -1;

        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(async () => await _client.CreateResponseAsync(options));
        Assert.Equal(400, error.Status);
        Assert.Contains("temperature", error.Message, StringComparison.Ordinal);
        Assert.Equal(400, (await Assert.ThrowsAsync<ClientResultException>(() => StreamAsync(options))).Status);
    }

    private static CreateResponseOptions Options() =>
        new(RunningServer.ModelName, [ResponseItem.CreateUserMessageItem(Question)]) { Instructions = "You are helpful.", Temperature = 0, MaxOutputTokenCount = 300 };

    private static CreateResponseOptions ToolOptions()
    {
        CreateResponseOptions options = Options();
        (options.ToolChoice, options.ParallelToolCallsEnabled) = (ResponseToolChoice.CreateRequiredChoice(), false);
        options.Tools.Add(Weather);
        return options;
    }

    private static string? City(BinaryData arguments) => (string?)JsonNode.Parse(arguments)!["city"];

    private async Task<List<StreamingResponseUpdate>> StreamAsync(CreateResponseOptions options)
    {
        options.StreamingEnabled = true;
        List<StreamingResponseUpdate> updates = [];
        await foreach (StreamingResponseUpdate update in _client.CreateResponseStreamingAsync(options)) updates.Add(update);
        return updates;
    }
}
