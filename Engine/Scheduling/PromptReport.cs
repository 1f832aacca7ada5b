using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Scheduling;

/// <summary>How likely each of a prompt's tokens was, collected over the steps that compute the prompt.</summary>
internal sealed class PromptReport(IReadOnlyList<int> prompt, int top)
{
    private readonly TokenLogprobs?[] _logprobs = new TokenLogprobs?[prompt.Count];
    private int _missing = prompt.Count - 1;

    public bool IsComplete => _missing == 0;

    /// <summary>By position; nothing comes before the first token, so that it has none.</summary>
    public IReadOnlyList<TokenLogprobs?> Logprobs => _logprobs;

    /// <summary>The logits of the token at a position say how likely the one behind it was. Threads may add different positions at the same time.</summary>
    public void Add(int position, ReadOnlySpan<float> logits)
    {
        int next = position + 1;
        if (next >= prompt.Count || _logprobs[next] is not null) return;
        _logprobs[next] = TokenSampler.LogprobsOf(logits, prompt[next], top);
        Interlocked.Decrement(ref _missing);
    }
}
