using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Rules;

/// <summary>The alerts of k8s/components/monitoring, on the synthetic series of <c>alerts.test.yaml</c>.</summary>
public sealed class AlertTests : IDisposable
{
    private static readonly string Series = Path.Combine(SharedData.RepositoryRoot, "tests", "K8s.Tests", "Rules", "alerts.test.yaml");

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Series_EveryAlert_FiresAndDoesNot()
    {
        JsonNode[] tests = [.. YamlJson.ReadAll(File.ReadAllText(Series)).Single().Items("tests").SelectMany(test => test.Items("alert_rule_test"))];
        string[] alerts = [.. RuleFile.Alerts.Select(rule => rule.TextAt("alert")!).Order(StringComparer.Ordinal)];

        Assert.Equal(alerts, Names(tests.Where(test => test.Items("exp_alerts").Any())));
        Assert.Equal(alerts, Names(tests.Where(test => !test.Items("exp_alerts").Any())));
    }

    [PromtoolFact]
    public void Rules_Checked_AreRight()
    {
        ToolProcess check = Promtool.Run(Write(RuleFile.Groups), "check", "rules", "rules.json");

        Assert.True(check.Code == 0, check.Output + check.Error);
        Assert.Contains($"SUCCESS: {RuleFile.Rules.Count()} rules found", check.Output, StringComparison.Ordinal);
    }

    [PromtoolFact]
    public void Alerts_SyntheticSeries_FireAsTheyShould()
    {
        ToolProcess run = Test(RuleFile.Groups);

        Assert.True(run.Code == 0, run.Output + run.Error);
    }

    [PromtoolTheory]
    [InlineData("vllm:kv_cache_usage_perc > 0.9", "vllm:kv_cache_usage_perc > 0.96")]
    [InlineData("vllm:kv_cache_usage_perc > 0.9", "vllm:kv_cache_usage_perc > 0.8")]
    [InlineData("handler!~\\\"/health|/ping|/ready\\\"}[5m]))\\n", "handler!~\\\"/health\\\"}[5m]))\\n")]
    [InlineData("DCGM_FI_DEV_GPU_TEMP > 85", "DCGM_FI_DEV_GPU_TEMPERATURE > 85")]
    public void Alerts_SpoiltRule_IsFound(string good, string bad)
    {
        string rules = RuleFile.Groups.ToJsonString(Readable);
        Assert.Contains(good, rules, StringComparison.Ordinal);

        ToolProcess run = Test(JsonNode.Parse(rules.Replace(good, bad, StringComparison.Ordinal))!);

        Assert.Equal(1, run.Code);
        Assert.Contains("FAILED", run.Output + run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Names(IEnumerable<JsonNode> tests) => tests.Select(test => test.TextAt("alertname")!).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Of the annotations, the tests say the summary: it is the one that shows values.</summary>
    private ToolProcess Test(JsonNode groups)
    {
        JsonNode tested = groups.DeepClone();
        foreach (JsonNode annotations in tested.Items("groups").SelectMany(group => group.Items("rules")).Select(rule => rule.At("annotations")).OfType<JsonNode>())
        {
            annotations.AsObject().Remove("description");
            annotations.AsObject().Remove("runbook");
        }

        string folder = Write(tested);
        File.Copy(Series, Path.Combine(folder, "alerts.test.yaml"));
        return Promtool.Run(folder, "test", "rules", "alerts.test.yaml");
    }

    private string Write(JsonNode groups)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "rules.json"), groups.ToJsonString());
        return _folder.Path;
    }
}
