using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Hosting;

/// <summary>Refuses embeddings that no engine could compute, and those that this one never can.</summary>
internal static class EmbeddingValidation
{
    /// <exception cref="InferenceException">The request is refused; the parameter at fault is named.</exception>
    public static void ThrowIfInvalid(EmbeddingRequest request, EngineLimits limits)
    {
        int count = request.Tokens.Count;
        if (count == 0) throw new InferenceException(InferenceError.InvalidRequest, "input must have at least one token.") { Parameter = nameof(request.Tokens) };
        if (SamplingValidation.CheckIds(request.Tokens, limits.VocabularySize, nameof(request.Tokens), "input") is { } unknown) throw unknown;
        if (!Enum.IsDefined(request.Pooling)) throw new InferenceException(InferenceError.InvalidRequest, $"pooling must be one of {string.Join(", ", Enum.GetNames<PoolingKind>())}, got {request.Pooling}.") { Parameter = nameof(request.Pooling) };
        if (count > limits.LongestInput)
        {
            string bound = limits.Context < limits.Cache ? $"the longest context is {limits.Context} tokens" : $"the whole cache holds {limits.LongestInput}";
            throw new InferenceException(InferenceError.TooLong, $"The input has {count} tokens, and {bound}.") { Parameter = nameof(request.Tokens) };
        }
    }
}
