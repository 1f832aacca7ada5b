using System.Globalization;

namespace Inference.LoadTests.Measurement;

/// <summary>
/// What a run must keep: a figure, a relation and a bound. As text: <c>ttft.p99&lt;2s</c>, <c>errors&lt;=1%</c>, <c>good&gt;95%</c>, <c>output&gt;=300</c>.
/// </summary>
internal sealed record Objective(string Figure, string Relation, double Bound, string Text)
{
    private static readonly string[] Relations = ["<=", ">=", "<", ">"];

    private static readonly Dictionary<string, Func<RunSummary, LatencyFigures>> Latencies = new()
    {
        ["ttft"] = run => run.FirstToken, ["itl"] = run => run.BetweenTokens, ["e2e"] = run => run.EndToEnd, ["norm"] = run => run.Normalised, ["lag"] = run => run.SendLag,
    };

    private static readonly Dictionary<string, Func<LatencyFigures, double>> Statistics = new()
    {
        ["mean"] = each => each.Mean, ["p50"] = each => each.P50, ["p90"] = each => each.P90, ["p99"] = each => each.P99, ["max"] = each => each.Max,
    };

    private static readonly Dictionary<string, Func<RunSummary, double>> Numbers = new()
    {
        ["errors"] = run => (double)run.Failed / Math.Max(1, run.Sent),
        ["refused"] = run => (double)run.Refused / Math.Max(1, run.Sent),
        ["good"] = run => run.GoodShare,
        ["goodput"] = run => run.GoodPerSecond,
        ["completed"] = run => run.CompletedPerSecond,
        ["output"] = run => run.OutputTokensPerSecond,
        ["input"] = run => run.InputTokensPerSecond,
    };

    public static string Names => string.Join(", ", Latencies.Keys.Select(name => name + ".p99").Concat(Numbers.Keys));

    /// <exception cref="FormatException">It is none.</exception>
    public static Objective Parse(string text)
    {
        string relation = Relations.FirstOrDefault(text.Contains) ?? throw Wrong(text);
        string[] sides = text.Split(relation, 2, StringSplitOptions.TrimEntries);
        Objective objective = new(sides[0], relation, 0, text.Trim());
        bool isLatency = sides[0].Contains('.');
        if (isLatency ? objective.LatencyOf() is null : !Numbers.ContainsKey(sides[0])) throw new FormatException($"'{sides[0]}' is no figure: there are {Names}; and mean, p50, p90, p99, max");
        if (isLatency) return Durations.TryParse(sides[1], out TimeSpan limit) ? objective with { Bound = limit.TotalMilliseconds } : throw Wrong(text);
        bool isShare = sides[1].EndsWith('%');
        return double.TryParse(sides[1].TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double bound)
            ? objective with { Bound = isShare ? bound / 100 : bound }
            : throw Wrong(text);
    }

    /// <summary>Milliseconds, a share or a number a second.</summary>
    public double ValueIn(RunSummary run) => LatencyOf() is { } latency ? latency(run) : Numbers[Figure](run);

    /// <summary>A latency of which there is no measurement keeps nothing.</summary>
    public bool IsKeptBy(RunSummary run)
    {
        if (Figure.Split('.') is [var name, _] && Latencies[name](run).Count == 0) return false;
        double value = ValueIn(run);
        return Relation switch
        {
            "<" => value < Bound,
            "<=" => value <= Bound,
            ">" => value > Bound,
            _ => value >= Bound,
        };
    }

    private Func<RunSummary, double>? LatencyOf() =>
        Figure.Split('.') is [var name, var statistic] && Latencies.TryGetValue(name, out Func<RunSummary, LatencyFigures>? latency) && Statistics.TryGetValue(statistic, out Func<LatencyFigures, double>? value)
            ? run => value(latency(run))
            : null;

    private static FormatException Wrong(string text) => new($"'{text}' is not an objective such as ttft.p99<2s, errors<=1% or output>=300");
}
