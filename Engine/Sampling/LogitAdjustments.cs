using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Sampling;

/// <summary>The steps of sampling that change logits one by one, in the order in which <see cref="TokenSampler"/> tells of them.</summary>
internal sealed class LogitAdjustments
{
    private const float Impossible = float.NegativeInfinity;

    private readonly SamplingParams _parameters;
    private readonly int[] _allowed, _endTokens;
    private readonly int[][] _badWords;
    private readonly KeyValuePair<int, float>[] _bias;

    public LogitAdjustments(SamplingParams parameters, IReadOnlyList<int> eosTokenIds)
    {
        _parameters = parameters;
        _allowed = [.. parameters.AllowedTokenIds];
        _badWords = [.. parameters.BadWords.Select(word => word.ToArray())];
        _bias = [.. parameters.LogitBias];
        _endTokens = parameters.MinTokens > 0 ? [.. eosTokenIds.Concat(parameters.StopTokenIds).Distinct()] : [];
        Penalizes = parameters.RepetitionPenalty != 1 || parameters.FrequencyPenalty != 0 || parameters.PresencePenalty != 0;
        IsEmpty = _allowed.Length + _badWords.Length + _bias.Length + _endTokens.Length == 0 && !Penalizes;
    }

    /// <summary>Whether logits are sampled from as they are.</summary>
    public bool IsEmpty { get; }

    private bool Penalizes { get; }

    /// <summary>A history of what these adjustments look at.</summary>
    public TokenHistory Begin(IReadOnlyList<int> prompt) =>
        new(_parameters.RepetitionPenalty != 1 ? prompt : [], Penalizes, _badWords.Any(word => word.Length > 1));

    /// <summary>Writes the adjusted logits to <paramref name="adjusted"/>.</summary>
    public void Apply(ReadOnlySpan<float> logits, TokenHistory history, ConstrainedText? text, Span<float> adjusted)
    {
        Allow(logits, adjusted);
        text?.Restrict(adjusted);
        foreach (int[] word in _badWords)
        {
            if (history.EndsWith(word.AsSpan(0, word.Length - 1))) adjusted[word[^1]] = Impossible;
        }

        // A text that can only end ends, however short it is.
        if (history.OutputLength < _parameters.MinTokens && text is not { MustEnd: true })
        {
            foreach (int token in _endTokens) adjusted[token] = Impossible;
        }

        foreach ((int token, float bias) in _bias) adjusted[token] += bias;
        if (Penalizes) Penalize(history, adjusted);
    }

    private void Allow(ReadOnlySpan<float> logits, Span<float> adjusted)
    {
        if (_allowed.Length == 0)
        {
            logits.CopyTo(adjusted);
            return;
        }

        adjusted.Fill(Impossible);
        foreach (int token in _allowed) adjusted[token] = logits[token];
    }

    private void Penalize(TokenHistory history, Span<float> adjusted)
    {
        float repetition = _parameters.RepetitionPenalty;
        foreach (int token in history.Prompt) Repeat(ref adjusted[token], repetition);
        foreach ((int token, int count) in history.OutputCounts)
        {
            if (!history.Prompt.Contains(token)) Repeat(ref adjusted[token], repetition);
            adjusted[token] -= _parameters.FrequencyPenalty * count;
            adjusted[token] -= _parameters.PresencePenalty;
        }
    }

    private static void Repeat(ref float logit, float penalty) => logit = logit > 0 ? logit / penalty : logit * penalty;
}
