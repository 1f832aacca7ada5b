using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Chat;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>One question to a model, and how its answer is told.</summary>
internal sealed class ChatExchange
{
    private const int MaxDepth = 128;

    private readonly ChatRequest _request;
    private readonly bool _showsReasoning;
    private bool _hasBegun;

    /// <exception cref="InferenceException">The request is no conversation, or not for this model.</exception>
    public ChatExchange(InboundRequest inbound, ReasoningOutput? reasoning)
    {
        _request = ChatRequest.Read(inbound);
        _showsReasoning = reasoning != ReasoningOutput.None;
        Id = "chatcmpl-" + inbound.Id;
        Created = inbound.Now;
        Generation = new TextGeneration([_request.Text]);
    }

    public string Id { get; }

    public DateTimeOffset Created { get; }

    public TextGeneration Generation { get; }

    public string ModelName => _request.Text.Model.Name;

    public UsageDetails Usage => new()
    {
        InputTokenCount = Generation.Usage.PromptTokens,
        OutputTokenCount = Generation.Usage.CompletionTokens,
        TotalTokenCount = Generation.Usage.TotalTokens,
        CachedInputTokenCount = Generation.Usage.PromptTokensDetails.CachedTokens,
        ReasoningTokenCount = Generation.Usage.CompletionTokensDetails?.ReasoningTokens,
    };

    /// <summary>The API's fields for it.</summary>
    public static RequestFields Fields(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options, JsonObject? raw)
    {
        JsonObject body = ChatOptionFields.Write(options, raw);
        body["messages"] = ConversationMessages.Write(messages, options?.Instructions);
        return FieldsOf(body);
    }

    public static RequestFields FieldsOf(JsonObject body)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) body.WriteTo(writer);
        try
        {
            return new RequestFields(JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth }).RootElement);
        }
        catch (JsonException error)
        {
            throw new InferenceException(InferenceError.InvalidRequest, $"The request is nested more than {MaxDepth} levels deep.", error);
        }
    }

    public AnswerContents NewContents() => new(_request.Reading.NewReader(), _showsReasoning);

    /// <summary>What the answer goes on with, before the model's own words; once.</summary>
    public IEnumerable<AIContent> Opening()
    {
        if (_hasBegun) return [];
        _hasBegun = true;
        return _request.Echo.Length > 0 ? [new TextContent(_request.Echo)] : [];
    }

    public static ChatFinishReason FinishReason(ChoiceEnd end, int calls) => end.Reason switch
    {
        Contracts.FinishReason.Stop => calls > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        Contracts.FinishReason.Length => ChatFinishReason.Length,
        _ => new ChatFinishReason(end.Name),
    };

    /// <summary>What was asked for beyond the text, under the API's names; null where that is nothing.</summary>
    public AdditionalPropertiesDictionary? Report(IReadOnlyList<int> tokens, IReadOnlyList<TokenLogprobs>? logprobs, ChoiceEnd? end)
    {
        AdditionalPropertiesDictionary report = [];
        if (_request.ShowsLogprobs && ChatLogprobsReport.Of(logprobs, _request.Names) is { } shown) report["logprobs"] = JsonSerializer.SerializeToElement(shown, ApiJson.Default.ChatLogprobs);
        if (_request.ReturnTokenIds) report["token_ids"] = tokens;
        if ((end?.StopString ?? (object?)end?.StopToken) is { } stop) report["stop_reason"] = stop;
        return report.Count > 0 ? report : null;
    }
}
