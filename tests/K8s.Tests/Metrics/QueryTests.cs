using Inference.K8s.Tests.Manifests;
using Inference.K8s.Tests.Rules;

namespace Inference.K8s.Tests.Metrics;

/// <summary>What dashboards, rules and autoscalers read is there to be read.</summary>
public sealed class QueryTests(ExposedMetrics exposed) : IClassFixture<ExposedMetrics>
{
    [Fact]
    public void Queries_EveryMetricAndLabel_IsExposed() => Assert.Empty(Queries.All.SelectMany(query => ProblemsOf(query.Where, query.Query)));

    [Theory]
    [InlineData("rate(vllm:num_request_running[5m])", "vllm:num_request_running is not exposed")]
    [InlineData("vllm:generation_tokens", "vllm:generation_tokens is not exposed")]
    [InlineData("http_requests_total{code=\"500\"}", "http_requests_total has no label code")]
    [InlineData("vllm:time_to_first_token_seconds_bucket{le=\"2\"}", "vllm:time_to_first_token_seconds_bucket is never of le=2")]
    [InlineData("inference:requests_refused_total{error=\"TooMany\"}", "inference:requests_refused_total is never of error=TooMany")]
    [InlineData("DCGM_FI_DEV_TEMPERATURE > 1", "DCGM_FI_DEV_TEMPERATURE is not exposed")]
    [InlineData("inference:first_token_slow:ratio2h", "inference:first_token_slow:ratio2h is not exposed")]
    public void Problems_QueryOfWhatIsNotThere_AreFound(string query, string expected) => Assert.Equal(["here: " + expected], ProblemsOf("here", query));

    [Fact]
    public void Autoscaler_EveryMetric_IsMadeByTheAdapter()
    {
        IEnumerable<string> asked = Queries.Autoscaler.Items("spec", "metrics").Select(metric => (metric.TextAt("pods", "metric", "name") ?? metric.TextAt("external", "metric", "name"))!);
        IEnumerable<string> made = Queries.AdapterRules.Select(rule => rule.TextAt("name", "as")!);

        Assert.Equal(made.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Scalers_TheClustersOwnPolicy_IsAmongTheirMetrics()
    {
        Assert.Contains(Queries.Scalers, scaler => scaler.Item2.Contains("inference:desired_replicas", StringComparison.Ordinal));
        Assert.Contains(Queries.Adapter, rule => rule.Item2.Contains("inference:desired_replicas", StringComparison.Ordinal));
    }

    [Fact]
    public void Dashboards_All_HavePanelsWithQueries()
    {
        foreach (IGrouping<string, (string Where, string Query)> dashboard in Queries.Dashboards.GroupBy(query => query.Item1.Split(',')[0]))
        {
            Assert.DoesNotContain(dashboard, query => query.Query.Length == 0);
            Assert.True(dashboard.Count() >= 7, dashboard.Key);
        }

        Assert.Equal(4, Queries.Dashboards.Select(query => query.Item1.Split(',')[0]).Distinct().Count());
    }

    private IEnumerable<string> ProblemsOf(string where, string query)
    {
        foreach (SeriesSelector selector in PromQl.SelectorsOf(query))
        {
            if (ForeignMetrics.Names.Contains(selector.Metric) || RuleFile.Recorded.Contains(selector.Metric)) continue;
            if (exposed.SeriesOf(selector.Metric) is not { } series)
            {
                yield return $"{where}: {selector.Metric} is not exposed";
                continue;
            }

            // A counter that nothing was counted by yet shows no labels.
            if (series.Count == 0) continue;
            foreach ((string label, (string comparison, string value)) in selector.Labels.Where(label => !ForeignMetrics.TargetLabels.Contains(label.Key)))
            {
                if (!series.Any(each => each.ContainsKey(label))) yield return $"{where}: {selector.Metric} has no label {label}";
                else if (comparison == "=" && label is "le" or "error" && !series.Any(each => each.GetValueOrDefault(label) == value)) yield return $"{where}: {selector.Metric} is never of {label}={value}";
            }
        }
    }
}
