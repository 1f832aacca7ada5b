using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;

namespace Inference.Gateway.Parameters;

/// <summary>What a prompt's length may be, beside the tokens to generate.</summary>
internal static class PromptLength
{
    /// <summary>The prompt's last tokens, where the request wants so many at most; −1: as many as fit.</summary>
    public static IReadOnlyList<int> Truncate(IReadOnlyList<int> prompt, RequestFields fields, ServedModel model, int? maxTokens)
    {
        if (fields.Integer("truncate_prompt_tokens") is not { } most) return prompt;
        if (most < -1 || most == 0 || most > model.MaxLength)
        {
            throw RequestFields.Wrong("truncate_prompt_tokens", $"truncate_prompt_tokens must be -1 or in [1, {model.MaxLength}], got {most}");
        }

        if (most == -1) most = (int)Math.Max(1, model.MaxLength - Math.Max(1, (long)(maxTokens ?? 1)));
        return prompt.Count <= most ? prompt : [.. prompt.Skip(prompt.Count - most)];
    }

    /// <exception cref="InferenceException">The context does not hold the prompt and as many tokens as are wanted.</exception>
    public static void Check(int promptTokens, int? wanted, ServedModel model, string promptName, string wantedName)
    {
        if (promptTokens >= model.MaxLength)
        {
            throw TooLong(promptName, $"This model's maximum context length is {model.MaxLength} tokens. However, your prompt has {promptTokens} tokens, and at least one is needed for the output.");
        }

        if (wanted is { } tokens && (long)promptTokens + tokens > model.MaxLength)
        {
            throw TooLong(
                wantedName,
                $"This model's maximum context length is {model.MaxLength} tokens. However, you requested {(long)promptTokens + tokens} tokens "
                + $"({promptTokens} in the prompt, {tokens} in the completion). Please reduce the length of the prompt or of the completion.");
        }
    }

    private static InferenceException TooLong(string parameter, string problem) => new(InferenceError.TooLong, problem) { Parameter = parameter };
}
