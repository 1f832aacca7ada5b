using Inference.Contracts;

namespace Inference.Engine.Hosting;

/// <summary>Refuses requests that no engine could serve, and those that this one never can. Ranges are vLLM's.</summary>
internal static class RequestValidation
{
    /// <summary>More choices than this are an attack, not a request.</summary>
    private const int MostChoices = 16384;

    /// <exception cref="InferenceException">The request is refused; the parameter at fault is named.</exception>
    public static void ThrowIfInvalid(GenerateRequest request, EngineLimits limits)
    {
        SamplingParams sampling = request.Sampling;
        CheckPrompt(request, limits);
        CheckNumbers(sampling, limits);
        CheckTokens(sampling, limits);
        CheckLength(request, limits);
        CheckEmitted(request, limits);
    }

    private static void CheckPrompt(GenerateRequest request, EngineLimits limits)
    {
        Expect(request.Prompt.Count > 0, nameof(request.Prompt), "the prompt is empty");
        ExpectTokens(request.Prompt, nameof(request.Prompt), limits);
    }

    private static void CheckNumbers(SamplingParams s, EngineLimits limits)
    {
        Expect(s.N is >= 1 and <= MostChoices, nameof(s.N), $"n must be in [1, {MostChoices}], got {s.N}");
        Expect(s.Temperature >= 0 && float.IsFinite(s.Temperature), nameof(s.Temperature), $"temperature must be non-negative, got {s.Temperature}");
        Expect(s.TopP is > 0 and <= 1, nameof(s.TopP), $"top_p must be in (0, 1], got {s.TopP}");
        Expect(s.TopK >= -1, nameof(s.TopK), $"top_k must be 0 or -1 (all tokens), or at least 1, got {s.TopK}");
        Expect(s.MinP is >= 0 and <= 1, nameof(s.MinP), $"min_p must be in [0, 1], got {s.MinP}");
        Expect(s.PresencePenalty is >= -2 and <= 2, nameof(s.PresencePenalty), $"presence_penalty must be in [-2, 2], got {s.PresencePenalty}");
        Expect(s.FrequencyPenalty is >= -2 and <= 2, nameof(s.FrequencyPenalty), $"frequency_penalty must be in [-2, 2], got {s.FrequencyPenalty}");
        Expect(s.RepetitionPenalty > 0 && float.IsFinite(s.RepetitionPenalty), nameof(s.RepetitionPenalty), $"repetition_penalty must be greater than zero, got {s.RepetitionPenalty}");
        Expect(s.MaxTokens is null or >= 1, nameof(s.MaxTokens), $"max_tokens must be at least 1, got {s.MaxTokens}");
        Expect(s.MinTokens >= 0, nameof(s.MinTokens), $"min_tokens must be at least 0, got {s.MinTokens}");
        Expect(s.MaxTokens is null || s.MinTokens <= s.MaxTokens, nameof(s.MinTokens), $"min_tokens must be at most max_tokens={s.MaxTokens}, got {s.MinTokens}");
        ExpectLogprobs(s.Logprobs, nameof(s.Logprobs), "logprobs");
        ExpectLogprobs(s.PromptLogprobs, nameof(s.PromptLogprobs), "prompt_logprobs");
        Expect(s.BeamWidth == 0, nameof(s.BeamWidth), "beam search is not a request to the engine: it is made of several");

        void ExpectLogprobs(int? value, string parameter, string name) =>
            Expect(value is null || (value >= 0 && value <= limits.Logprobs), parameter, $"{name} must be in [0, {limits.Logprobs}], got {value}");
    }

    private static void CheckTokens(SamplingParams s, EngineLimits limits)
    {
        ExpectTokens(s.AllowedTokenIds, nameof(s.AllowedTokenIds), limits);
        ExpectTokens(s.StopTokenIds, nameof(s.StopTokenIds), limits);
        ExpectTokens(s.LogitBias.Keys, nameof(s.LogitBias), limits);
        Expect(!s.LogitBias.Values.Any(float.IsNaN), nameof(s.LogitBias), "logit_bias has a value that is not a number");
        foreach (IReadOnlyList<int> word in s.BadWords)
        {
            Expect(word.Count > 0, nameof(s.BadWords), "bad_words has an empty word");
            ExpectTokens(word, nameof(s.BadWords), limits);
        }
    }

    private static void CheckLength(GenerateRequest request, EngineLimits limits)
    {
        int prompt = request.Prompt.Count;
        if (prompt + 1L > limits.Context)
        {
            throw TooLong($"The prompt has {prompt} tokens, and the longest context is {limits.Context} tokens, of which at least one is output.", nameof(request.Prompt));
        }

        long longest = request.Sampling.MaxTokens is { } max ? Math.Min((long)prompt + max, limits.Context) : prompt + 1L;
        if (longest > limits.Cache)
        {
            string parameter = prompt + 1L > limits.Cache ? nameof(request.Prompt) : nameof(request.Sampling.MaxTokens);
            throw TooLong($"Prompt and output may come to {longest} tokens, and the whole cache holds {limits.Cache}.", parameter);
        }
    }

    private static void CheckEmitted(GenerateRequest request, EngineLimits limits)
    {
        SamplingParams s = request.Sampling;
        Expect(request.Emitted.Count <= s.N, nameof(request.Emitted), $"tokens of {request.Emitted.Count} choices are given, of a request for {s.N}");
        foreach (IReadOnlyList<int> emitted in request.Emitted)
        {
            ExpectTokens(emitted, nameof(request.Emitted), limits);
            Expect(s.MaxTokens is null || emitted.Count <= s.MaxTokens, nameof(request.Emitted), $"{emitted.Count} tokens are emitted, of at most {s.MaxTokens}");
            if ((long)request.Prompt.Count + emitted.Count > limits.Longest)
            {
                throw TooLong($"Prompt and emitted tokens come to {request.Prompt.Count + emitted.Count}, and at most {limits.Longest} fit.", nameof(request.Emitted));
            }
        }
    }

    private static void ExpectTokens(IEnumerable<int> tokens, string parameter, EngineLimits limits)
    {
        foreach (int token in tokens)
        {
            Expect(token >= 0 && token < limits.VocabularySize, parameter, $"token id {token} is not in the vocabulary of {limits.VocabularySize}");
        }
    }

    private static void Expect(bool holds, string parameter, string problem)
    {
        if (!holds) throw new InferenceException(InferenceError.InvalidRequest, $"{problem}.") { Parameter = parameter };
    }

    private static InferenceException TooLong(string problem, string parameter) => new(InferenceError.TooLong, problem) { Parameter = parameter };
}
