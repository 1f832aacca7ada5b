using System.Text.RegularExpressions;

namespace Inference.K8s.Tests.Metrics;

/// <summary>Which series a query of Prometheus reads. Templates of Grafana ($x) and of prometheus-adapter (&lt;&lt;.X>>) may be in it.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words =
        ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset", "sum", "min", "max", "avg", "count", "topk", "bottomk", "Inf", "NaN"];

    public static IEnumerable<SeriesSelector> SelectorsOf(string query)
    {
        query = Templates().Replace(query, "");
        int at = 0;
        while (Name().Match(query, at) is { Success: true } name)
        {
            at = name.Index + name.Length;
            string rest = query[at..].TrimStart();
            if (name.Value is "by" or "without" or "on" or "ignoring" or "group_left" or "group_right" && rest.StartsWith('(')) at = query.IndexOf(')', at) + 1;
            else if (Words.Contains(name.Value) || rest.StartsWith('(')) continue;
            else
            {
                Dictionary<string, (string, string)> labels = [];
                if (rest.StartsWith('{'))
                {
                    int end = EndOfLabels(query, query.IndexOf('{', at));
                    foreach (Match label in Label().Matches(query[at..end])) labels[label.Groups[1].Value] = (label.Groups[2].Value, label.Groups[3].Value);
                    at = end;
                }

                yield return new SeriesSelector(name.Value, labels);
            }
        }
    }

    private static int EndOfLabels(string query, int at)
    {
        for (bool quoted = false; at < query.Length; at++)
        {
            if (query[at] == '"') quoted = !quoted;
            else if (query[at] == '}' && !quoted) return at + 1;
        }

        throw new FormatException($"no end of labels: {query}");
    }

    [GeneratedRegex(@"(?<![\w.$:\[])[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"(\w+)\s*(=~|!~|!=|=)\s*""([^""]*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"<<[^>]*>>|\[\$\w+\]")]
    private static partial Regex Templates();
}

/// <param name="Metric">Its name.</param>
/// <param name="Labels">What is asked of each label: operator and value.</param>
internal sealed record SeriesSelector(string Metric, IReadOnlyDictionary<string, (string Operator, string Value)> Labels);
