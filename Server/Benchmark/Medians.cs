namespace Inference.Server.Benchmark;

internal static class Medians
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Repeats a measurement until it has been made some times, and for some time.</summary>
    public static List<double> Repeat(Func<double> measure, int times, TimeSpan time)
    {
        List<double> seconds = [];
        while (seconds.Count < times || seconds.Sum() < time.TotalSeconds) seconds.Add(measure());
        return seconds;
    }
}
