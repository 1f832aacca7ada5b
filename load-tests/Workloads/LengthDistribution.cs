using System.Globalization;

namespace Inference.LoadTests.Workloads;

/// <summary>
/// Lengths in tokens. As text: <c>128</c>, <c>64-256</c> (uniform), <c>normal:128:32</c> (mean, deviation), <c>lognormal:128:0.8</c> (median, deviation
/// of the logarithm), <c>exponential:128</c> (mean), <c>pick:64*3,512</c> (one of these, the first three times as often).
/// </summary>
internal sealed class LengthDistribution
{
    private const int Longest = 10_000_000;

    private readonly Func<Random, double> _draw;
    private readonly string _text;

    private LengthDistribution(string text, Func<Random, double> draw) => (_text, _draw) = (text, draw);

    public static LengthDistribution Fixed(int length) => new($"{length}", _ => length);

    /// <exception cref="FormatException">It is none.</exception>
    public static LengthDistribution Parse(string text)
    {
        string[] parts = text.Split(':');
        try
        {
            return parts switch
            {
                ["normal", var mean, var deviation] => Normal(text, Positive(mean), Positive(deviation)),
                ["lognormal", var median, var deviation] => LogNormal(text, Positive(median), Positive(deviation)),
                ["exponential", var mean] => Exponential(text, Positive(mean)),
                ["pick", var choices] => Pick(text, choices),
                [var range] when range.Split('-') is [var low, var high] => Uniform(text, (int)Positive(low), (int)Positive(high)),
                [var length] => Fixed((int)Positive(length)),
                _ => throw new FormatException(),
            };
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{text}' is not a length such as 128, 64-256, normal:128:32, lognormal:128:0.8, exponential:128 or pick:64*3,512", error);
        }
    }

    /// <summary>At least one.</summary>
    public int Next(Random random) => (int)Math.Clamp(Math.Round(_draw(random)), 1, Longest);

    public override string ToString() => _text;

    private static LengthDistribution Normal(string text, double mean, double deviation) => new(text, random => mean + (deviation * NormalNumbers.Next(random)));

    private static LengthDistribution LogNormal(string text, double median, double deviation) => new(text, random => median * Math.Exp(deviation * NormalNumbers.Next(random)));

    private static LengthDistribution Exponential(string text, double mean) => new(text, random => -mean * Math.Log(1 - random.NextDouble()));

    private static LengthDistribution Uniform(string text, int low, int high) => low <= high ? new(text, random => random.Next(low, high + 1)) : throw new FormatException();

    private static LengthDistribution Pick(string text, string choices)
    {
        WeightedChoice<double> choice = new(choices.Split(',').Select(each => each.Split('*') switch
        {
            [var length] => (Positive(length), 1.0),
            [var length, var weight] => (Positive(length), Positive(weight)),
            _ => throw new FormatException(),
        }));
        return new LengthDistribution(text, choice.Next);
    }

    private static double Positive(string text)
    {
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value > 0 && value <= Longest ? value : throw new FormatException();
    }
}
