using Inference.Bench.Limits;

namespace Inference.Bench.SideBySide;

internal static class Medians
{
    /// <summary>NaN where there are none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Of each limit by itself.</summary>
    public static MachineLimits Of(IReadOnlyCollection<MachineLimits> limits) => new(
        Of(limits.Select(limit => limit.ReadGBPerS)),
        Of(limits.Select(limit => limit.SingleGOpPerS)),
        Of(limits.Select(limit => limit.ByteGOpPerS)),
        Of(limits.Select(limit => limit.BFloat16GOpPerS)));
}
