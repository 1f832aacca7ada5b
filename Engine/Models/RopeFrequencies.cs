using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Models;

/// <summary>The angle per position of each pair of dimensions, and the factor on cosines and sines.</summary>
/// <param name="PerPosition">[rope dimension / 2], in radians.</param>
internal sealed record RopeFrequencies(double[] PerPosition, double Magnitude)
{
    /// <param name="maxPositions">
    /// The longest context that will be computed. Long rope takes its short or its long factors by it, once for all sequences: a token's
    /// values must not depend on how long its sequence will become.
    /// </param>
    /// <param name="factors">Divisors that the file holds as a tensor, for each frequency one; a formula works on what they leave.</param>
    /// <param name="shortFactors">The same for long rope's two sets.</param>
    public static RopeFrequencies Create(RopeConfig rope, int maxPositions, float[]? factors, float[]? shortFactors, float[]? longFactors)
    {
        int pairs = rope.Dimension / 2;
        double[] plain = [.. Enumerable.Range(0, pairs).Select(i => Math.Pow(rope.Theta, -2.0 * i / rope.Dimension))];
        if (factors is not null) plain = Divided(plain, factors);
        return rope.Scaling switch
        {
            LinearRopeScaling linear => new([.. plain.Select(frequency => frequency / linear.Factor)], 1),
            Llama3RopeScaling llama => new([.. plain.Select(frequency => Llama3(llama, frequency))], 1),
            YarnRopeScaling yarn => new(Yarn(yarn, rope, plain), yarn.AttentionFactor),
            LongRopeScaling @long => new(
                maxPositions > @long.OriginalMaxPositions
                    ? Divided(plain, @long.LongFactors ?? longFactors)
                    : Divided(plain, @long.ShortFactors ?? shortFactors),
                @long.AttentionFactor),
            _ => new(plain, 1),
        };
    }

    private static double[] Divided(double[] plain, IReadOnlyList<float>? factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        return [.. plain.Zip(factors, (frequency, factor) => frequency / factor)];
    }

    private static double Llama3(Llama3RopeScaling scaling, double frequency)
    {
        double turns = scaling.OriginalMaxPositions * frequency / (2 * Math.PI);
        if (turns < scaling.LowFrequencyFactor) return frequency / scaling.Factor;
        if (turns > scaling.HighFrequencyFactor) return frequency;
        double kept = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return ((1 - kept) * frequency / scaling.Factor) + (kept * frequency);
    }

    private static double[] Yarn(YarnRopeScaling scaling, RopeConfig rope, double[] plain)
    {
        // The pair that turns so many times within the original context.
        double Pair(double turns) =>
            rope.Dimension * Math.Log(scaling.OriginalMaxPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));

        double low = Pair(scaling.BetaFast), high = Pair(scaling.BetaSlow);
        if (scaling.Truncate) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, rope.Dimension - 1));
        double width = high == low ? 0.001 : high - low;
        return [.. plain.Select((frequency, i) =>
        {
            double stretched = Math.Clamp((i - low) / width, 0, 1);
            return (frequency / scaling.Factor * stretched) + (frequency * (1 - stretched));
        })];
    }

    /// <summary>A position's cosines, then its sines.</summary>
    public void Fill(int position, Span<float> angles)
    {
        int pairs = PerPosition.Length;
        for (int i = 0; i < pairs; i++)
        {
            (double sine, double cosine) = Math.SinCos(position * PerPosition[i]);
            angles[i] = (float)(cosine * Magnitude);
            angles[pairs + i] = (float)(sine * Magnitude);
        }
    }
}
