using Inference.Contracts;

namespace Inference.Engine.Sampling;

/// <summary>What sampling parameters may be: vLLM's ranges.</summary>
public static class SamplingValidation
{
    private const int MaxChoices = 16384, MaxBeams = 1024, MaxBadWords = 1000;

    /// <summary>The first thing that is wrong with a request's parameters, its parameter named; null where they are fine.</summary>
    public static InferenceException? Check(SamplingParams parameters, int vocabularySize) =>
        CheckCounts(parameters) ?? CheckNumbers(parameters) ?? CheckTokens(parameters, vocabularySize) ?? CheckBeams(parameters);

    /// <summary>As <see cref="Check"/>, for the prompt and for what another engine has emitted.</summary>
    internal static InferenceException? CheckTokens(GenerateRequest request, int vocabularySize)
    {
        if (request.Prompt.Count == 0) return Wrong(nameof(request.Prompt), "prompt must have at least one token");
        if (request.Emitted.Count > Math.Max(1, request.Sampling.N)) return Wrong(nameof(request.Emitted), "emitted must not name more choices than n");
        return CheckIds(request.Prompt, vocabularySize, nameof(request.Prompt), "prompt")
            ?? request.Emitted.Select(tokens => CheckIds(tokens, vocabularySize, nameof(request.Emitted), "emitted")).FirstOrDefault(error => error is not null);
    }

    private static InferenceException? CheckCounts(SamplingParams p)
    {
        if (p.N is < 1 or > MaxChoices) return Wrong(nameof(p.N), $"n must be in [1, {MaxChoices}], got {p.N}");
        if (p.TopK < -1) return Wrong(nameof(p.TopK), $"top_k must be 0 or -1 (all tokens), or at least 1, got {p.TopK}");
        if (p.MaxTokens < 1) return Wrong(nameof(p.MaxTokens), $"max_tokens must be at least 1, got {p.MaxTokens}");
        if (p.MinTokens < 0) return Wrong(nameof(p.MinTokens), $"min_tokens must be at least 0, got {p.MinTokens}");
        if (p.MinTokens > p.MaxTokens) return Wrong(nameof(p.MinTokens), $"min_tokens must be at most max_tokens={p.MaxTokens}, got {p.MinTokens}");
        if (p.Logprobs < 0) return Wrong(nameof(p.Logprobs), $"logprobs must be at least 0, got {p.Logprobs}");
        if (p.PromptLogprobs < 0) return Wrong(nameof(p.PromptLogprobs), $"prompt_logprobs must be at least 0, got {p.PromptLogprobs}");
        return null;
    }

    // Each comparison is written so that NaN fails it.
    private static InferenceException? CheckNumbers(SamplingParams p)
    {
        if (!(p.Temperature >= 0 && float.IsFinite(p.Temperature))) return Wrong(nameof(p.Temperature), $"temperature must be finite and at least 0, got {p.Temperature}");
        if (!(p.TopP > 0 && p.TopP <= 1)) return Wrong(nameof(p.TopP), $"top_p must be in (0, 1], got {p.TopP}");
        if (!(p.MinP >= 0 && p.MinP <= 1)) return Wrong(nameof(p.MinP), $"min_p must be in [0, 1], got {p.MinP}");
        if (!(Math.Abs(p.PresencePenalty) <= 2)) return Wrong(nameof(p.PresencePenalty), $"presence_penalty must be in [-2, 2], got {p.PresencePenalty}");
        if (!(Math.Abs(p.FrequencyPenalty) <= 2)) return Wrong(nameof(p.FrequencyPenalty), $"frequency_penalty must be in [-2, 2], got {p.FrequencyPenalty}");
        if (!(p.RepetitionPenalty > 0 && float.IsFinite(p.RepetitionPenalty)))
        {
            return Wrong(nameof(p.RepetitionPenalty), $"repetition_penalty must be finite and above 0, got {p.RepetitionPenalty}");
        }

        return null;
    }

    private static InferenceException? CheckTokens(SamplingParams p, int vocabularySize)
    {
        foreach ((int token, float bias) in p.LogitBias)
        {
            if (!float.IsFinite(bias)) return Wrong(nameof(p.LogitBias), $"logit_bias must be finite numbers, got {bias} for token {token}");
        }

        if (p.BadWords.Count > MaxBadWords) return Wrong(nameof(p.BadWords), $"bad_words must be at most {MaxBadWords} token sequences, got {p.BadWords.Count}");
        if (p.BadWords.Any(word => word.Count == 0)) return Wrong(nameof(p.BadWords), "bad_words must not be empty");
        return CheckIds(p.LogitBias.Keys, vocabularySize, nameof(p.LogitBias), "logit_bias")
            ?? CheckIds(p.AllowedTokenIds, vocabularySize, nameof(p.AllowedTokenIds), "allowed_token_ids")
            ?? CheckIds(p.StopTokenIds, vocabularySize, nameof(p.StopTokenIds), "stop_token_ids")
            ?? CheckIds(p.BadWords.SelectMany(word => word), vocabularySize, nameof(p.BadWords), "bad_words");
    }

    // Beams are compared by what the model itself says, whatever the request would change in that.
    private static InferenceException? CheckBeams(SamplingParams p)
    {
        if (!float.IsFinite(p.LengthPenalty)) return Wrong(nameof(p.LengthPenalty), $"length_penalty must be a finite number, got {p.LengthPenalty}");
        if (p.BeamWidth is < 0 or > MaxBeams) return Wrong(nameof(p.BeamWidth), $"beam_width must be in [0, {MaxBeams}], got {p.BeamWidth}");
        if (p.BeamWidth == 0) return null;
        if (p.N > p.BeamWidth) return Wrong(nameof(p.N), $"n must be at most beam_width={p.BeamWidth}, got {p.N}");
        if (p.TopP != 1) return Wrong(nameof(p.TopP), "top_p cannot be used with beam search");
        if (p.TopK > 0) return Wrong(nameof(p.TopK), "top_k cannot be used with beam search");
        if (p.MinP != 0) return Wrong(nameof(p.MinP), "min_p cannot be used with beam search");
        if (p.AllowedTokenIds.Count > 0) return Wrong(nameof(p.AllowedTokenIds), "allowed_token_ids cannot be used with beam search");
        if (p.BadWords.Count > 0) return Wrong(nameof(p.BadWords), "bad_words cannot be used with beam search");
        if (p.LogitBias.Count > 0) return Wrong(nameof(p.LogitBias), "logit_bias cannot be used with beam search");
        if (p.RepetitionPenalty != 1) return Wrong(nameof(p.RepetitionPenalty), "repetition_penalty cannot be used with beam search");
        if (p.FrequencyPenalty != 0) return Wrong(nameof(p.FrequencyPenalty), "frequency_penalty cannot be used with beam search");
        if (p.PresencePenalty != 0) return Wrong(nameof(p.PresencePenalty), "presence_penalty cannot be used with beam search");
        return null;
    }

    /// <summary>As <see cref="Check"/>, for ids that must be the vocabulary's.</summary>
    internal static InferenceException? CheckIds(IEnumerable<int> tokens, int vocabularySize, string parameter, string name)
    {
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)vocabularySize) return Wrong(parameter, $"{name} must be tokens of the vocabulary, in [0, {vocabularySize - 1}], got {token}");
        }

        return null;
    }

    private static InferenceException Wrong(string parameter, string message) =>
        new(InferenceError.InvalidRequest, $"{message}.") { Parameter = parameter };
}
