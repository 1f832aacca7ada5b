using System.Globalization;

namespace Inference.K8s.Tests.Manifests;

/// <summary>Kubernetes' numbers with a suffix: 500m, 4Gi, 1.5G.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m),
    ];

    public static decimal? Parse(string? text)
    {
        if (text is null) return null;
        (string suffix, decimal factor) = Suffixes.Append((Suffix: "", Factor: 1m)).First(each => text.EndsWith(each.Suffix, StringComparison.Ordinal));
        return decimal.TryParse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number * factor : null;
    }
}
