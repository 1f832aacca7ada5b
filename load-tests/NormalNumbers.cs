namespace Inference.LoadTests;

/// <summary>Numbers of mean zero and variance one, by Box and Muller's method.</summary>
internal static class NormalNumbers
{
    public static double Next(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
