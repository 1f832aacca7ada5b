using Inference.Contracts;

namespace Inference.Engine.Scheduling;

/// <summary>When a choice of a request ends.</summary>
internal sealed class StopCondition
{
    private readonly HashSet<int> _stopTokens;
    private readonly int _minTokens;

    /// <param name="parameters">What the request asks for.</param>
    /// <param name="eosTokenIds">The model's end-of-text tokens.</param>
    /// <param name="room">Tokens that fit behind the prompt.</param>
    public StopCondition(SamplingParams parameters, IReadOnlyList<int> eosTokenIds, int room)
    {
        _stopTokens = [.. parameters.StopTokenIds, .. parameters.IgnoreEos ? [] : eosTokenIds];
        _minTokens = parameters.MinTokens;
        MaxTokens = Math.Min(parameters.MaxTokens ?? int.MaxValue, room);
    }

    /// <summary>The longest output.</summary>
    public int MaxTokens { get; }

    /// <summary>Whether an output ends that has so many tokens, and why. A stop token counts for more than the length.</summary>
    public FinishReason? Check(int outputTokens, int lastToken)
    {
        if (outputTokens >= _minTokens && _stopTokens.Contains(lastToken)) return FinishReason.Stop;
        return outputTokens >= MaxTokens ? FinishReason.Length : null;
    }
}
