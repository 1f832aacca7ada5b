namespace Inference.K8s.Tests.Metrics;

public sealed class PromQlTests
{
    [Theory]
    [InlineData("up", "up")]
    [InlineData("sum by (le, pod) (rate(a:b_bucket{x=\"1\"}[5m]))", "a:b_bucket")]
    [InlineData("histogram_quantile(0.9, sum by (le) (rate(a_bucket[$__rate_interval])))", "a_bucket")]
    [InlineData("(a + b) > 0 and on (namespace, pod) rate(c[2m]) == 0", "a b c")]
    [InlineData("1 - a{l=\"sum by (x)\"} / b offset 5m", "a b")]
    [InlineData("sum(max by (m) (a{<<.LabelMatchers>>}))", "a")]
    [InlineData("sum by (<<.GroupBy>>) (a:c{<<.LabelMatchers>>})", "a:c")]
    [InlineData("a > 14.4 * 0.05 and a5m > 1e3", "a a a5m")]
    [InlineData("a * on (x) group_left (y) b", "a b")]
    public void Selectors_Query_AreFound(string query, string expected) => Assert.Equal(expected.Split(' ').Distinct(), PromQl.SelectorsOf(query).Select(selector => selector.Metric).Distinct());

    [Fact]
    public void Selectors_Labels_AreRead()
    {
        SeriesSelector selector = Assert.Single(PromQl.SelectorsOf("""a{x="1", y=~"b|}c",z!~"d"}"""));

        Assert.Equal(("=", "1"), selector.Labels["x"]);
        Assert.Equal(("=~", "b|}c"), selector.Labels["y"]);
        Assert.Equal(("!~", "d"), selector.Labels["z"]);
    }
}
