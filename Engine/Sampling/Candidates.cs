using System.Runtime.Intrinsics;

namespace Inference.Engine.Sampling;

/// <summary>
/// Cuts the tokens to choose from by top-k and top-p. A token's key is its weight and, below that, its id reversed, so that keys
/// in descending order are tokens likeliest first, the lower id first among equals.
/// </summary>
internal static class Candidates
{
    private const int IdBits = 64 - FixedPointSoftmax.FractionBits - 1;
    private const int GroupTokens = 64;
    private const ulong IdMask = (1UL << IdBits) - 1;

    /// <summary>The largest vocabulary that keys, and sums of weights, have room for.</summary>
    public const int MaxVocabulary = 1 << IdBits;

    public static int TokenOf(ulong key) => (int)(IdMask - (key & IdMask));

    public static ulong WeightOf(ulong key) => key >> IdBits;

    /// <summary>Collects the keys of tokens with at least this weight, by ascending id.</summary>
    /// <returns>How many they are.</returns>
    public static int Gather(ReadOnlySpan<ulong> weights, ulong least, Span<ulong> keys)
    {
        int count = 0;
        Vector512<ulong> bound = Vector512.Create(least);
        for (int first = 0; first < weights.Length; first += Vector512<ulong>.Count)
        {
            int end = Math.Min(first + Vector512<ulong>.Count, weights.Length);
            if (end - first == Vector512<ulong>.Count && !Vector512.GreaterThanOrEqualAny(Vector512.Create(weights[first..]), bound)) continue;
            for (int token = first; token < end; token++)
            {
                if (weights[token] >= least) keys[count++] = (weights[token] << IdBits) | (IdMask - (ulong)token);
            }
        }

        return count;
    }

    /// <summary>A weight that at least so many tokens have: theirs who are the likeliest of their neighbours. 0 where they are too few.</summary>
    public static ulong WeightOfMany(ReadOnlySpan<ulong> weights, int count, Span<ulong> scratch)
    {
        int groups = weights.Length / GroupTokens;
        if (groups < count) return 0;
        for (int group = 0; group < groups; group++)
        {
            ReadOnlySpan<ulong> tokens = weights.Slice(group * GroupTokens, GroupTokens);
            Vector512<ulong> largest = Vector512.Create(tokens);
            for (int i = Vector512<ulong>.Count; i < GroupTokens; i += Vector512<ulong>.Count) largest = Vector512.Max(largest, Vector512.Create(tokens[i..]));
            ulong most = 0;
            for (int lane = 0; lane < Vector512<ulong>.Count; lane++) most = Math.Max(most, largest[lane]);
            scratch[group] = (most << IdBits) | (uint)group;
        }

        return WeightOf(LargestKeys.MoveToFront(scratch[..groups], count));
    }

    /// <summary>The least key among the likeliest <paramref name="count"/>. Reorders the keys: these come first.</summary>
    public static ulong CutByCount(Span<ulong> keys, int count) => LargestKeys.MoveToFront(keys, count);

    /// <summary>
    /// The least key among the fewest likeliest tokens whose weights together reach <paramref name="mass"/>. Reorders the keys.
    /// </summary>
    /// <param name="keys">Their weights together reach the mass.</param>
    /// <param name="mass">Above 0.</param>
    public static ulong CutByMass(Span<ulong> keys, ulong mass)
    {
        while (keys.Length > 1)
        {
            int split = LargestKeys.Partition(keys);
            ulong greater = Sum(keys[..split]);
            if (greater >= mass)
            {
                keys = keys[..split];
            }
            else
            {
                mass -= greater;
                keys = keys[split..];
            }
        }

        return keys[0];
    }

    public static ulong Sum(ReadOnlySpan<ulong> keys)
    {
        ulong sum = 0;
        foreach (ulong key in keys) sum += WeightOf(key);
        return sum;
    }
}
