using System.Globalization;

namespace Inference.LoadTests.Measurement;

/// <summary>Reads Prometheus text: each name with the sum over its labels.</summary>
internal static class MetricsText
{
    public static Dictionary<string, double> Sums(string text)
    {
        Dictionary<string, double> sums = [];
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#') continue;
            int nameEnd = line.IndexOfAny('{', ' ');
            if (nameEnd <= 0) continue;
            // A label's value may hold braces and blanks; the last brace ends the labels.
            int labelsEnd = line[nameEnd] == '{' ? line.LastIndexOf('}') + 1 : nameEnd;
            if (labelsEnd <= 0) continue;
            ReadOnlySpan<char> rest = line[labelsEnd..].Trim();
            int blank = rest.IndexOf(' ');
            if (!double.TryParse(blank < 0 ? rest : rest[..blank], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsNaN(value)) continue;
            string name = line[..nameEnd].ToString();
            if (name.EndsWith("_bucket", StringComparison.Ordinal)) continue;
            sums[name] = sums.GetValueOrDefault(name) + value;
        }

        return sums;
    }
}
