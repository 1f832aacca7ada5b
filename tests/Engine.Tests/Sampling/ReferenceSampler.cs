using Inference.Contracts;

namespace Inference.Engine.Tests.Sampling;

/// <summary>Sampling as its definition says it, in double precision with full sorts.</summary>
internal static class ReferenceSampler
{
    public static float[] Adjust(float[] logits, SamplingParams p, int[] prompt, int[] output, int[] eos)
    {
        float[] adjusted = [.. logits.Select((logit, token) => p.AllowedTokenIds.Count == 0 || p.AllowedTokenIds.Contains(token) ? logit : float.NegativeInfinity)];
        foreach (IReadOnlyList<int> word in p.BadWords)
        {
            if (output.Length >= word.Count - 1 && output.TakeLast(word.Count - 1).SequenceEqual(word.SkipLast(1))) adjusted[word[^1]] = float.NegativeInfinity;
        }

        if (output.Length < p.MinTokens) foreach (int token in eos.Concat(p.StopTokenIds)) adjusted[token] = float.NegativeInfinity;
        foreach ((int token, float bias) in p.LogitBias) adjusted[token] += bias;
        for (int token = 0; token < logits.Length; token++)
        {
            int count = output.Count(other => other == token);
            if (count > 0 || prompt.Contains(token)) adjusted[token] = adjusted[token] > 0 ? adjusted[token] / p.RepetitionPenalty : adjusted[token] * p.RepetitionPenalty;
            adjusted[token] -= p.FrequencyPenalty * count;
            if (count > 0) adjusted[token] -= p.PresencePenalty;
        }

        return adjusted;
    }

    /// <summary>The probability of each token of being drawn.</summary>
    public static double[] Probabilities(float[] adjusted, SamplingParams p)
    {
        int[] order = [.. Enumerable.Range(0, adjusted.Length).OrderByDescending(token => adjusted[token]).ThenBy(token => token)];
        double[] probabilities = new double[adjusted.Length];
        if (p.Temperature < 1e-5f)
        {
            probabilities[order[0]] = 1;
            return probabilities;
        }

        double max = adjusted[order[0]];
        double Weight(int token) => Math.Exp((adjusted[token] - max) / p.Temperature);
        IEnumerable<int> kept = order.Where(token => Weight(token) >= p.MinP);
        if (p.TopK > 0) kept = kept.Take(p.TopK);
        int[] left = [.. kept];
        double total = left.Sum(Weight), before = 0;
        List<int> nucleus = [];
        foreach (int token in left)
        {
            if (before >= p.TopP * total && p.TopP < 1) break;
            nucleus.Add(token);
            before += Weight(token);
        }

        foreach (int token in nucleus) probabilities[token] = Weight(token) / before;
        return probabilities;
    }

    /// <summary>The token at this place in the cumulative distribution, by ascending id.</summary>
    public static int Pick(double[] probabilities, double uniform)
    {
        double sum = 0;
        for (int token = 0; token < probabilities.Length; token++)
        {
            sum += probabilities[token];
            if (uniform < sum) return token;
        }

        return Array.FindLastIndex(probabilities, probability => probability > 0);
    }
}
