using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Hosting;

/// <summary>Refuses requests that no engine could serve, and those that this one never can.</summary>
internal static class RequestValidation
{
    private static readonly TimeSpan LongestPacing = TimeSpan.FromSeconds(10);

    /// <exception cref="InferenceException">The request is refused; the parameter at fault is named.</exception>
    public static void ThrowIfInvalid(GenerateRequest request, EngineLimits limits)
    {
        SamplingParams sampling = request.Sampling;
        if (SamplingValidation.Check(sampling, limits.VocabularySize) is { } wrong) throw wrong;
        if (SamplingValidation.CheckTokens(request, limits.VocabularySize) is { } unknown) throw unknown;
        if (request.Pacing < TimeSpan.Zero || request.Pacing > LongestPacing) throw Invalid(nameof(request.Pacing), $"pacing must be from zero to {LongestPacing}, got {request.Pacing}.");
        CheckReports(sampling, limits);
        CheckLength(request, limits);
        foreach (IReadOnlyList<int> emitted in request.Emitted) CheckEmitted(request, emitted, limits);
    }

    private static void CheckReports(SamplingParams sampling, EngineLimits limits)
    {
        if (sampling.Logprobs > limits.Logprobs) throw Invalid(nameof(sampling.Logprobs), $"logprobs must be at most {limits.Logprobs}, got {sampling.Logprobs}.");
        if (sampling.PromptLogprobs > limits.Logprobs) throw Invalid(nameof(sampling.PromptLogprobs), $"prompt_logprobs must be at most {limits.Logprobs}, got {sampling.PromptLogprobs}.");
        if (sampling.BeamWidth > 0) throw Invalid(nameof(sampling.BeamWidth), "A beam search is made of several requests to the engine, and is not one itself.");
    }

    private static void CheckLength(GenerateRequest request, EngineLimits limits)
    {
        int prompt = request.Prompt.Count;
        if (prompt + 1L > limits.Context)
        {
            throw TooLong(nameof(request.Prompt), $"The prompt has {prompt} tokens, and the longest context is {limits.Context} tokens, of which at least one is output.");
        }

        if (prompt + 1L > limits.Cache) throw TooLong(nameof(request.Prompt), $"The prompt has {prompt} tokens, and the whole cache holds {limits.Cache - 1}.");
        long most = Math.Min(prompt + (long)(request.Sampling.MaxTokens ?? 1), limits.Context);
        if (most > limits.Cache)
        {
            throw TooLong(nameof(request.Sampling.MaxTokens), $"Prompt and output may come to {most} tokens, and the whole cache holds {limits.Cache - 1}.");
        }
    }

    private static void CheckEmitted(GenerateRequest request, IReadOnlyList<int> emitted, EngineLimits limits)
    {
        if (emitted.Count > request.Sampling.MaxTokens)
        {
            throw Invalid(nameof(request.Emitted), $"emitted must be at most max_tokens={request.Sampling.MaxTokens} tokens, got {emitted.Count}.");
        }

        if ((long)request.Prompt.Count + emitted.Count > limits.Longest)
        {
            throw TooLong(nameof(request.Emitted), $"Prompt and emitted tokens come to {(long)request.Prompt.Count + emitted.Count}, and at most {limits.Longest} fit.");
        }
    }

    private static InferenceException Invalid(string parameter, string problem) => new(InferenceError.InvalidRequest, problem) { Parameter = parameter };

    private static InferenceException TooLong(string parameter, string problem) => new(InferenceError.TooLong, problem) { Parameter = parameter };
}
