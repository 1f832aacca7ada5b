using System.Globalization;

namespace Inference.Server.Downloads;

/// <summary>Amounts of bytes as people read them.</summary>
internal static class SizeText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        double amount = bytes;
        int unit = 0;
        for (; Math.Abs(amount) >= 999.95 && unit < Units.Length - 1; unit++) amount /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{amount:0.#} {Units[unit]}");
    }
}
