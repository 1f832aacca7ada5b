using Inference.Contracts;
using Inference.Gateway.Errors;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>What an application calls the parameters that errors name: by its options' properties where these have them, else as the API does.</summary>
internal static class ChatOptionNames
{
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["model"] = nameof(ChatOptions.ModelId),
        ["temperature"] = nameof(ChatOptions.Temperature),
        ["top_p"] = nameof(ChatOptions.TopP),
        ["top_k"] = nameof(ChatOptions.TopK),
        ["max_completion_tokens"] = nameof(ChatOptions.MaxOutputTokens),
        ["max_tokens"] = nameof(ChatOptions.MaxOutputTokens),
        ["presence_penalty"] = nameof(ChatOptions.PresencePenalty),
        ["frequency_penalty"] = nameof(ChatOptions.FrequencyPenalty),
        ["seed"] = nameof(ChatOptions.Seed),
        ["stop"] = nameof(ChatOptions.StopSequences),
        ["tools"] = nameof(ChatOptions.Tools),
        ["tool_choice"] = nameof(ChatOptions.ToolMode),
        ["response_format"] = nameof(ChatOptions.ResponseFormat),
        ["structured_outputs"] = nameof(ChatOptions.ResponseFormat),
        ["conversation_id"] = nameof(ChatOptions.ConversationId),
        ["dimensions"] = nameof(EmbeddingGenerationOptions.Dimensions),
        ["continuation_token"] = nameof(ChatOptions.ContinuationToken),
    };

    /// <summary>The error with its parameter so named; null where there is nothing to change.</summary>
    /// <param name="error">Whatever came up.</param>
    /// <param name="names">What the API calls the parameters.</param>
    public static InferenceException? Translate(Exception error, ParameterNames? names)
    {
        if (TextFailure.Of(error) is not { } failure) return null;
        string? field = failure.Parameter is { } parameter ? names?.Of(parameter) ?? parameter : null;
        string? name = field is not null && Properties.TryGetValue(field, out string? property) ? property : field;
        if (ReferenceEquals(failure, error) && name == failure.Parameter) return null;
        return new InferenceException(failure.Error, failure.Message, error) { Parameter = name, RetryAfter = failure.RetryAfter };
    }
}
