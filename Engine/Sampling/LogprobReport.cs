using System.Numerics;
using Inference.Contracts;

namespace Inference.Engine.Sampling;

/// <summary>Log-probabilities under the model itself, the same bits on every machine.</summary>
internal static class LogprobReport
{
    private const int GroupTokens = 64;
    private const double Ln2 = 0.6931471805599453;

    /// <param name="logits">As the model computed them.</param>
    /// <param name="token">The token to report on.</param>
    /// <param name="top">How many of the likeliest tokens to report besides; among equals the lower id comes first.</param>
    /// <exception cref="InferenceException">The logits are not numbers.</exception>
    public static TokenLogprobs Of(ReadOnlySpan<float> logits, int token, int top)
    {
        float max = LogitRow.MaxOfModel(logits);
        ulong total = FixedPointSoftmax.Weigh(logits, max, temperature: 1, SamplerScratch.Current.Weights(logits.Length));
        double logOfSum = max + (Log(total) - (FixedPointSoftmax.FractionBits * Ln2));
        return new TokenLogprobs(token, (float)(logits[token] - logOfSum), RankOf(logits, token), Top(logits, top, logOfSum));
    }

    /// <summary>Among equals the lower id is likelier.</summary>
    private static int RankOf(ReadOnlySpan<float> logits, int token)
    {
        float own = logits[token];
        return 1 + CountAbove(logits, own) + logits[..token].Count(own);
    }

    private static int CountAbove(ReadOnlySpan<float> logits, float bound)
    {
        var bounds = new Vector<float>(bound);
        Vector<int> counts = default;
        int i = 0;
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count) counts -= Vector.GreaterThan(new Vector<float>(logits[i..]), bounds);
        int count = Vector.Sum(counts);
        for (; i < logits.Length; i++) count += logits[i] > bound ? 1 : 0;
        return count;
    }

    private static TopToken[] Top(ReadOnlySpan<float> logits, int count, double logOfSum)
    {
        count = Math.Min(count, logits.Length);
        if (count == 0) return [];
        Span<ulong> keys = SamplerScratch.Current.Order(logits.Length);
        keys = keys[..Gather(logits, LogitOfMany(logits, count, keys), keys)];
        LargestKeys.MoveToFront(keys, count);
        keys = keys[..count];
        keys.Sort();

        var likeliest = new TopToken[count];
        for (int i = 0; i < count; i++)
        {
            int token = (int)(uint.MaxValue - (uint)keys[count - 1 - i]);
            likeliest[i] = new TopToken(token, (float)(logits[token] - logOfSum));
        }

        return likeliest;
    }

    /// <summary>A logit that at least so many tokens reach: theirs who are the likeliest of their neighbours. −∞ where they are too few.</summary>
    private static float LogitOfMany(ReadOnlySpan<float> logits, int count, Span<ulong> scratch)
    {
        int groups = logits.Length / GroupTokens;
        if (groups < count) return float.NegativeInfinity;
        for (int group = 0; group < groups; group++)
        {
            ReadOnlySpan<float> tokens = logits.Slice(group * GroupTokens, GroupTokens);
            var largest = new Vector<float>(tokens);
            for (int i = Vector<float>.Count; i < GroupTokens; i += Vector<float>.Count) largest = Vector.Max(largest, new Vector<float>(tokens[i..]));
            float most = largest[0];
            for (int lane = 1; lane < Vector<float>.Count; lane++) most = Math.Max(most, largest[lane]);
            scratch[group] = KeyOf(most, group);
        }

        uint ascending = (uint)(LargestKeys.MoveToFront(scratch[..groups], count) >> 32);
        return BitConverter.UInt32BitsToSingle((ascending & 0x8000_0000) != 0 ? ascending & 0x7FFF_FFFF : ~ascending);
    }

    /// <summary>Collects the keys of tokens with at least this logit.</summary>
    private static int Gather(ReadOnlySpan<float> logits, float least, Span<ulong> keys)
    {
        int count = 0;
        var bound = new Vector<float>(least);
        for (int first = 0; first < logits.Length; first += Vector<float>.Count)
        {
            int end = Math.Min(first + Vector<float>.Count, logits.Length);
            if (end - first == Vector<float>.Count && !Vector.GreaterThanOrEqualAny(new Vector<float>(logits[first..]), bound)) continue;
            for (int token = first; token < end; token++)
            {
                if (logits[token] >= least) keys[count++] = KeyOf(logits[token], token);
            }
        }

        return count;
    }

    /// <summary>Keys are in the order of logits; among equal logits (−0 equals 0) the lower id has the greater key.</summary>
    private static ulong KeyOf(float logit, int token)
    {
        uint bits = BitConverter.SingleToUInt32Bits(logit + 0f);
        uint ascending = (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
        return ((ulong)ascending << 32) | (uint.MaxValue - (uint)token);
    }

    /// <summary>The natural logarithm, by additions, multiplications and divisions alone.</summary>
    internal static double Log(ulong value)
    {
        // value = m × 2^power with m in [√½, √2); ln m = 2 artanh((m − 1) / (m + 1)).
        int power = BitOperations.Log2(value);
        double m = (double)value / (1UL << power);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            power++;
        }

        double s = (m - 1) / (m + 1), square = s * s, series = 0;
        for (int odd = 23; odd >= 1; odd -= 2) series = (series * square) + (1.0 / odd);
        return (power * Ln2) + (2 * s * series);
    }
}
