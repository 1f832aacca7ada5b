using Inference.LoadTests.Client;

namespace Inference.LoadTests.Measurement;

/// <summary>A run in figures. Requests that were to be sent in the window count; tokens that came in the window count.</summary>
internal sealed record RunSummary
{
    /// <summary>Length of the window.</summary>
    public required double Seconds { get; init; }

    public required int Sent { get; init; }

    public required int Completed { get; init; }

    /// <summary>Refused with 429 or 503 to the last.</summary>
    public required int Refused { get; init; }

    /// <summary>Refusals that did not say when to come again.</summary>
    public required int RefusedWithoutRetryAfter { get; init; }

    /// <summary>All that ended otherwise, unfinished ones too.</summary>
    public required int Failed { get; init; }

    public required int Retries { get; init; }

    public required double OfferedPerSecond { get; init; }

    public required double CompletedPerSecond { get; init; }

    /// <summary>Completed requests that keep the service level, a second.</summary>
    public required double GoodPerSecond { get; init; }

    /// <summary>Their share of those sent.</summary>
    public required double GoodShare { get; init; }

    /// <summary>Their share of those that were not refused.</summary>
    public required double GoodShareOfAccepted { get; init; }

    public required double InputTokensPerSecond { get; init; }

    public required double OutputTokensPerSecond { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>Share of the prompts' tokens that the server had in its cache, where it says so.</summary>
    public required double CachedShare { get; init; }

    public required LatencyFigures FirstToken { get; init; }

    public required LatencyFigures BetweenTokens { get; init; }

    public required LatencyFigures EndToEnd { get; init; }

    /// <summary>End to end, for each token of the answer.</summary>
    public required LatencyFigures Normalised { get; init; }

    /// <summary>How late requests were sent: the generator's own doing, or that of too few connections.</summary>
    public required LatencyFigures SendLag { get; init; }

    /// <summary>By outcome, other than completed.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>What was wrong with streams, with how many such things.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Some of what the server or the system said.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <param name="all">Every request of the run.</param>
    /// <param name="from">When the window begins: what came before warms up.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="level">What makes a request good.</param>
    public static RunSummary Of(IReadOnlyCollection<RequestRecord> all, TimeSpan from, TimeSpan until, ServiceLevel level)
    {
        RequestRecord[] records = [.. all.Where(record => record.Intended >= from && record.Intended < until)];
        RequestRecord[] completed = [.. records.Where(record => record.Outcome == Outcome.Completed)];
        RequestRecord[] begun = [.. records.Where(record => record.Events.Count > 0)];
        int refused = records.Count(IsRefused), good = records.Count(level.IsKeptBy);
        double seconds = Math.Max(1e-9, (until - from).TotalSeconds);
        double tokens = all.Sum(record => TokensWithin(record, from, until));
        long prompts = begun.Sum(record => (long)record.PromptTokens);
        return new RunSummary
        {
            Seconds = Math.Round(seconds, 3),
            Sent = records.Length,
            Completed = completed.Length,
            Refused = refused,
            RefusedWithoutRetryAfter = records.Count(record => IsRefused(record) && !record.HasRetryAfter),
            Failed = records.Length - completed.Length - refused,
            Retries = records.Sum(record => record.Retries),
            OfferedPerSecond = records.Length / seconds,
            CompletedPerSecond = completed.Length / seconds,
            GoodPerSecond = good / seconds,
            GoodShare = Share(good, records.Length),
            GoodShareOfAccepted = Share(good, records.Length - refused),
            InputTokensPerSecond = all.Where(record => record.Events.Count > 0 && record.Events[0] >= from && record.Events[0] < until).Sum(record => (double)record.PromptTokens) / seconds,
            OutputTokensPerSecond = tokens / seconds,
            InputTokens = prompts,
            OutputTokens = begun.Sum(record => (long)record.OutputTokens),
            CachedShare = Share(begun.Sum(record => (double)record.CachedTokens), prompts),
            FirstToken = LatencyFigures.Of(begun.Select(record => record.FirstToken!.Value)),
            BetweenTokens = LatencyFigures.Of(begun.SelectMany(RequestTimes.Gaps)),
            EndToEnd = LatencyFigures.Of(completed.Select(record => record.EndToEnd)),
            Normalised = LatencyFigures.Of(completed.Select(RequestTimes.PerToken)),
            SendLag = LatencyFigures.Of(records.Select(record => record.Sent - record.Intended)),
            Errors = records.Where(record => record.Outcome != Outcome.Completed).GroupBy(Name).ToDictionary(group => group.Key, group => group.Count()),
            Faults = records.SelectMany(record => record.Faults).GroupBy(fault => fault.Key.ToString()).ToDictionary(group => group.Key, group => group.Sum(fault => fault.Value)),
            Problems = [.. records.Where(record => record.Problem is not null && !IsRefused(record)).Select(record => record.Problem!).Distinct().Take(5)],
        };
    }

    private static bool IsRefused(RequestRecord record) => record.Outcome is Outcome.Refused or Outcome.Unavailable;

    private static string Name(RequestRecord record) => record.Outcome == Outcome.HttpError ? $"Http{record.Status}" : record.Outcome.ToString();

    /// <summary>Events share the answer's tokens evenly: not every server says how many each brings.</summary>
    private static double TokensWithin(RequestRecord record, TimeSpan from, TimeSpan until) => record.Events.Count == 0
        ? 0
        : record.Events.Count(time => time >= from && time < until) * Math.Max(1, (double)record.OutputTokens / record.Events.Count);

    private static double Share(double part, double whole) => whole <= 0 ? 0 : part / whole;
}
