using System.Runtime.Intrinsics;
using Inference.Contracts;

namespace Inference.Engine.Sampling;

/// <summary>
/// The last steps of sampling: temperature, min-p, top-k, top-p and the draw. The draw looks up one random number in the
/// cumulative weights of the tokens kept, by ascending id: that needs one number a token, where the Gumbel trick needs one for
/// every token of the vocabulary and a logarithm of it.
/// </summary>
internal static class TokenDraw
{
    /// <summary>Tokens that are passed over at once.</summary>
    private const int Stride = 256;

    /// <param name="logits">Finite or −∞.</param>
    /// <param name="max">The greatest of them.</param>
    /// <param name="parameters">Its temperature is above 0.</param>
    /// <param name="random">Sixty-four uniform bits.</param>
    public static int Draw(ReadOnlySpan<float> logits, float max, SamplingParams parameters, ulong random)
    {
        SamplerScratch scratch = SamplerScratch.Current;
        Span<ulong> weights = scratch.Weights(logits.Length);
        ulong total = FixedPointSoftmax.Weigh(logits, max, parameters.Temperature, weights);
        ulong least = Math.Max(1, (ulong)Math.Ceiling((double)parameters.MinP * FixedPointSoftmax.One));
        bool cutsCount = parameters.TopK > 0 && parameters.TopK < logits.Length, cutsMass = parameters.TopP < 1;
        if (!cutsCount && !cutsMass && least == 1) return PickToken(weights, Scale(random, total));

        // Tokens of at most an equal share of what top-p may drop weigh no more than that together: they would be dropped.
        bool cutsMassOnly = cutsMass && !cutsCount && parameters.MinP == 0;
        if (cutsMassOnly) least = ((total - Mass(parameters.TopP, total)) / (ulong)logits.Length) + 1;

        Span<ulong> candidates = scratch.Candidates(logits.Length);
        if (cutsCount) least = Math.Max(least, Candidates.WeightOfMany(weights, parameters.TopK, candidates));
        candidates = candidates[..Candidates.Gather(weights, least, candidates)];
        Span<ulong> order = scratch.Order(logits.Length)[..candidates.Length];
        candidates.CopyTo(order);
        ulong cut = 0;
        if (cutsCount && parameters.TopK < order.Length)
        {
            cut = Candidates.CutByCount(order, parameters.TopK);
            order = order[..parameters.TopK];
        }

        if (cutsMass)
        {
            ulong kept = cutsMassOnly ? total : Candidates.Sum(order);
            cut = Candidates.CutByMass(order, Mass(parameters.TopP, kept));
        }

        int count = 0;
        ulong sum = 0;
        foreach (ulong key in candidates)
        {
            if (key < cut) continue;
            candidates[count++] = key;
            sum += Candidates.WeightOf(key);
        }

        return PickCandidate(candidates[..count], Scale(random, sum));
    }

    /// <summary>What the likeliest tokens must reach together, at least 1.</summary>
    private static ulong Mass(float topP, ulong total) => Math.Clamp((ulong)Math.Ceiling((double)topP * total), 1, total);

    /// <summary>A number below <paramref name="total"/>, each as likely as any other up to total / 2^64.</summary>
    private static ulong Scale(ulong random, ulong total) => Math.BigMul(random, total, out _);

    private static int PickToken(ReadOnlySpan<ulong> weights, ulong target)
    {
        int token = 0;
        for (; token + Stride < weights.Length; token += Stride)
        {
            Vector512<ulong> sums = Vector512.Create(weights[token..]);
            for (int i = Vector512<ulong>.Count; i < Stride; i += Vector512<ulong>.Count) sums += Vector512.Create(weights[(token + i)..]);
            ulong sum = Vector512.Sum(sums);
            if (target < sum) break;
            target -= sum;
        }

        for (; target >= weights[token]; token++) target -= weights[token];
        return token;
    }

    private static int PickCandidate(ReadOnlySpan<ulong> candidates, ulong target)
    {
        int i = 0;
        for (; target >= Candidates.WeightOf(candidates[i]); i++) target -= Candidates.WeightOf(candidates[i]);
        return Candidates.TokenOf(candidates[i]);
    }
}
