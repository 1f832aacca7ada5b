using System.Globalization;

namespace Inference.Bench.Service;

/// <summary>What <c>/metrics</c> said at one time.</summary>
internal sealed class MetricsPage(string text)
{
    private readonly string[] _lines = text.Split('\n');

    public static async Task<MetricsPage> ReadAsync(HttpClient client) => new(await client.GetStringAsync("/metrics"));

    /// <summary>The sum over all labels, or over those that have this text.</summary>
    public double Sum(string name, string label = "") => _lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '{' or ' ' && line.Contains(label, StringComparison.Ordinal))
        .Where(line => line.Split('{', ' ')[0] == name)
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
