using System.Globalization;

namespace Inference.Silo.Registry;

/// <summary>Numbers of bytes as Kubernetes writes them.</summary>
internal static class ByteCount
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("", 1)];

    /// <summary>Null where the text is no number of bytes.</summary>
    public static long? Parse(string text)
    {
        (string unit, long bytes) = Units.First(each => text.EndsWith(each.Unit, StringComparison.Ordinal));
        return double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number * bytes < long.MaxValue ? (long)(number * bytes) : null;
    }
}
