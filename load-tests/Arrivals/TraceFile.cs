using System.Globalization;
using System.Text.Json;

namespace Inference.LoadTests.Arrivals;

/// <summary>
/// Arrivals as they were recorded. CSV with a header whose columns are named as in Azure's traces (TIMESTAMP, ContextTokens, GeneratedTokens),
/// times as dates or seconds; or a JSON object a line, as in Mooncake's (timestamp in milliseconds, input_length, output_length) or with <c>at</c> in seconds.
/// </summary>
internal static class TraceFile
{
    /// <param name="path">The file.</param>
    /// <param name="speed">2 replays it in half the time.</param>
    /// <exception cref="LoadTestException">The file cannot be read.</exception>
    public static IReadOnlyList<Arrival> Read(string path, double speed)
    {
        string[] lines;
        try
        {
            lines = [.. File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LoadTestException($"the trace cannot be read: {error.Message}", error);
        }

        if (lines.Length == 0) throw new LoadTestException($"{path} has no arrivals");
        List<Arrival> arrivals = lines[0].TrimStart().StartsWith('{') ? JsonLines(path, lines) : Csv(path, lines);
        if (arrivals.Count == 0) throw new LoadTestException($"{path} has no arrivals");
        TimeSpan first = arrivals.Min(arrival => arrival.At);
        return [.. arrivals.OrderBy(arrival => arrival.At).Select(arrival => arrival with { At = (arrival.At - first) / speed })];
    }

    private static List<Arrival> JsonLines(string path, string[] lines)
    {
        List<Arrival> arrivals = [];
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                using JsonDocument line = JsonDocument.Parse(lines[i]);
                JsonElement entry = line.RootElement;
                double seconds = entry.TryGetProperty("at", out JsonElement at) ? at.GetDouble() : entry.GetProperty("timestamp").GetDouble() / 1000;
                arrivals.Add(new Arrival(TimeSpan.FromSeconds(seconds), Length(entry, "input_length"), Length(entry, "output_length")));
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
            {
                throw Wrong(path, i, error);
            }
        }

        return arrivals;
    }

    private static int? Length(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private static List<Arrival> Csv(string path, string[] lines)
    {
        string[] header = lines[0].Split(',', StringSplitOptions.TrimEntries);
        int Column(params string[] names) => Array.FindIndex(header, column => names.Contains(column, StringComparer.OrdinalIgnoreCase));
        int time = Column("TIMESTAMP", "at"), prompt = Column("ContextTokens", "input_length"), output = Column("GeneratedTokens", "output_length");
        if (time < 0) throw new LoadTestException($"{path} has no column TIMESTAMP");
        List<Arrival> arrivals = [];
        for (int i = 1; i < lines.Length; i++)
        {
            try
            {
                string[] fields = lines[i].Split(',', StringSplitOptions.TrimEntries);
                int? Value(int column) => column < 0 ? null : (int)double.Parse(fields[column], CultureInfo.InvariantCulture);
                arrivals.Add(new Arrival(Time(fields[time]), Value(prompt), Value(output)));
            }
            catch (Exception error) when (error is FormatException or OverflowException or IndexOutOfRangeException)
            {
                throw Wrong(path, i, error);
            }
        }

        return arrivals;
    }

    private static TimeSpan Time(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        ? TimeSpan.FromSeconds(seconds)
        : DateTime.Parse(field, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch;

    private static LoadTestException Wrong(string path, int line, Exception error) => new($"{path}, line {line + 1}: {error.Message}", error);
}
