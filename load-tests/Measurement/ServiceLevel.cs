using Inference.LoadTests.Client;

namespace Inference.LoadTests.Measurement;

/// <summary>What a request must keep to be a good one. As text: <c>ttft=1s,tpot=100ms,gap=500ms,e2e=10s</c>, any of these.</summary>
internal sealed record ServiceLevel
{
    public static readonly ServiceLevel None = new();

    /// <summary>To the first token.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>Mean time between tokens.</summary>
    public TimeSpan? PerToken { get; init; }

    /// <summary>The longest time between tokens.</summary>
    public TimeSpan? LongestGap { get; init; }

    public TimeSpan? EndToEnd { get; init; }

    /// <exception cref="FormatException">It is none.</exception>
    public static ServiceLevel Parse(string text)
    {
        ServiceLevel level = None;
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2) throw new FormatException($"'{part}' is not a limit such as ttft=1s");
            TimeSpan limit = Durations.Parse(pair[1]);
            level = pair[0] switch
            {
                "ttft" => level with { FirstToken = limit },
                "tpot" => level with { PerToken = limit },
                "gap" => level with { LongestGap = limit },
                "e2e" => level with { EndToEnd = limit },
                _ => throw new FormatException($"'{pair[0]}' is no limit: there are ttft, tpot, gap and e2e"),
            };
        }

        return level;
    }

    public bool IsKeptBy(RequestRecord record)
    {
        if (record.Outcome != Outcome.Completed || record.Faults.Count > 0) return false;
        if (record.FirstToken > FirstToken || record.EndToEnd > EndToEnd) return false;
        if (record.Events.Count < 2) return true;
        TimeSpan mean = (record.Events[^1] - record.Events[0]) / Math.Max(1, record.OutputTokens - 1);
        return !(mean > PerToken) && !(RequestTimes.Gaps(record).Max() > LongestGap);
    }

    public override string ToString()
    {
        (string Name, TimeSpan? Limit)[] limits = [("ttft", FirstToken), ("tpot", PerToken), ("gap", LongestGap), ("e2e", EndToEnd)];
        return string.Join(',', limits.Where(each => each.Limit is not null).Select(each => $"{each.Name}={each.Limit!.Value.TotalMilliseconds:0.###}ms"));
    }
}
