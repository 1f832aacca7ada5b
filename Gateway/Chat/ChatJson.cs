using System.Text.Json.Serialization;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Chat;

/// <summary>Whole answers say of everything that OpenAI and vLLM know whether there is any; chunks have only what is there.</summary>
internal sealed record ChatCompletion(string Id, long Created, string Model, IReadOnlyList<ChatChoice> Choices, Usage Usage)
{
    public string Object { get; } = "chat.completion";

    public string? ServiceTier { get; }

    public string? SystemFingerprint { get; }

    public IReadOnlyList<IReadOnlyDictionary<string, RankedLogprob>?>? PromptLogprobs { get; init; }

    public IReadOnlyList<int>? PromptTokenIds { get; init; }

    public object? KvTransferParams { get; }
}

internal sealed record ChatChoice(int Index, ChatMessage Message, ChatLogprobs? Logprobs, string FinishReason, object? StopReason)
{
    public IReadOnlyList<int>? TokenIds { get; init; }
}

internal sealed record ChatMessage(string Role, string? Content)
{
    public string? Refusal { get; }

    public IReadOnlyList<string> Annotations { get; } = [];

    public object? Audio { get; }

    public ChatFunction? FunctionCall { get; }

    public string? ReasoningContent { get; init; }

    /// <summary>The same by the name that vLLM's newer clients read.</summary>
    public string? Reasoning => ReasoningContent;

    /// <summary>Left out where there are none: clients take its presence for calls.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatToolCall>? ToolCalls { get; init; }
}

internal sealed record ChatToolCall(string Id, ChatFunction Function)
{
    public string Type { get; } = "function";
}

internal sealed record ChatFunction([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name, string Arguments);

internal sealed record ChatToolCallDelta(int Index, ChatFunction Function)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }
}

internal sealed record ChatChunk(string Id, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices)
{
    public string Object { get; } = "chat.completion.chunk";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? PromptTokenIds { get; init; }
}

internal sealed record ChatChunkChoice(int Index, ChatDelta Delta, ChatLogprobs? Logprobs, string? FinishReason)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? StopReason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? TokenIds { get; init; }
}

internal sealed record ChatDelta
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReasoningContent { get; init; }

    /// <summary>The same by the name that vLLM's newer clients read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reasoning => ReasoningContent;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChatToolCallDelta>? ToolCalls { get; init; }
}

internal sealed record ChatLogprobs(IReadOnlyList<ChatLogprob> Content)
{
    public IReadOnlyList<ChatLogprob>? Refusal { get; }
}

internal sealed record ChatLogprob(string Token, float Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<ChatTopLogprob> TopLogprobs);

internal sealed record ChatTopLogprob(string Token, float Logprob, IReadOnlyList<int> Bytes);
