using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Tests.Models;

/// <summary>Rotary positions with every kind of scaling, one pair at a time.</summary>
internal static class PlainRope
{
    public static double[] Turn(double[] head, int position, ModelConfig config)
    {
        double[] result = [.. head];
        int half = config.Rope.Dimension / 2;
        for (int i = 0; i < half; i++)
        {
            (double frequency, double magnitude) = Frequency(i, config);
            double cosine = Math.Cos(position * frequency) * magnitude, sine = Math.Sin(position * frequency) * magnitude;
            result[i] = (head[i] * cosine) - (head[i + half] * sine);
            result[i + half] = (head[i + half] * cosine) + (head[i] * sine);
        }

        return result;
    }

    public static (double PerPosition, double Magnitude) Frequency(int pair, ModelConfig config)
    {
        RopeConfig rope = config.Rope;
        double plain = 1 / Math.Pow(rope.Theta, 2.0 * pair / rope.Dimension);
        switch (rope.Scaling)
        {
            case LinearRopeScaling linear:
                return (plain / linear.Factor, 1);
            case Llama3RopeScaling llama:
                double wave = 2 * Math.PI / plain, longest = llama.OriginalMaxPositions / llama.LowFrequencyFactor;
                double shortest = llama.OriginalMaxPositions / llama.HighFrequencyFactor;
                if (wave > longest) return (plain / llama.Factor, 1);
                if (wave < shortest) return (plain, 1);
                double band = llama.HighFrequencyFactor - llama.LowFrequencyFactor;
                double smooth = ((llama.OriginalMaxPositions / wave) - llama.LowFrequencyFactor) / band;
                return (((1 - smooth) * plain / llama.Factor) + (smooth * plain), 1);
            case YarnRopeScaling yarn:
                double low = Math.Max(0, Math.Floor(YarnPair(yarn.BetaFast, yarn, rope)));
                double high = Math.Min(rope.Dimension - 1, Math.Ceiling(YarnPair(yarn.BetaSlow, yarn, rope)));
                double ramp = Math.Min(1, Math.Max(0, (pair - low) / (high - low)));
                return ((plain / yarn.Factor * ramp) + (plain * (1 - ramp)), (0.1 * Math.Log(yarn.Factor)) + 1);
            case LongRopeScaling @long:
                double stretch = (double)config.MaxPositions / @long.OriginalMaxPositions;
                return (plain / @long.LongFactors![pair], Math.Sqrt(1 + (Math.Log(stretch) / Math.Log(@long.OriginalMaxPositions))));
            default:
                return (plain, 1);
        }
    }

    private static double YarnPair(double turns, YarnRopeScaling yarn, RopeConfig rope) =>
        rope.Dimension * Math.Log(yarn.OriginalMaxPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));
}
