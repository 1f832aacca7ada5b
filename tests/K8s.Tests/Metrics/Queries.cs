using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.K8s.Tests.Rules;

namespace Inference.K8s.Tests.Metrics;

/// <summary>Every query of Prometheus that k8s/ holds.</summary>
internal static partial class Queries
{
    private static readonly string Components = Path.Combine(Layout.Root, "components");

    /// <summary>Each with where it stands.</summary>
    public static IEnumerable<(string Where, string Query)> All => [.. Rules, .. Dashboards, .. Scalers, .. Adapter];

    public static IEnumerable<(string, string)> Rules => RuleFile.Rules.Select(rule => (rule.TextAt("alert") ?? rule.TextAt("record")!, rule.TextAt("expr")!));

    public static IEnumerable<(string, string)> Dashboards
    {
        get
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Components, "monitoring", "dashboards"), "*.json"))
            {
                JsonNode dashboard = JsonNode.Parse(File.ReadAllText(file))!;
                foreach (JsonNode panel in dashboard.Items("panels"))
                {
                    foreach (JsonNode target in panel.Items("targets")) yield return ($"{Path.GetFileName(file)}, {panel.TextAt("title")}", target.TextAt("expr")!);
                }

                foreach (JsonNode variable in dashboard.Items("templating", "list").Where(variable => variable.TextAt("type") == "query"))
                {
                    yield return ($"{Path.GetFileName(file)}, variable {variable.TextAt("name")}", LabelValues().Match(variable.TextAt("query")!).Groups[1].Value);
                }
            }
        }
    }

    public static IEnumerable<(string, string)> Scalers =>
        Read("keda", "scaledobject.yaml").Items("spec", "triggers").Select(trigger => ($"KEDA, {trigger.TextAt("name")}", trigger.TextAt("metadata", "query")!));

    /// <summary>The rules by which prometheus-adapter makes metrics for the autoscaler.</summary>
    public static IEnumerable<JsonNode> AdapterRules
    {
        get
        {
            JsonNode rules = YamlJson.ReadAll(Read("hpa", "adapter.yaml").TextAt("data", "config.yaml")!).Single();
            return [.. rules.Items("rules"), .. rules.Items("externalRules")];
        }
    }

    public static IEnumerable<(string, string)> Adapter =>
        AdapterRules.SelectMany(rule => new[] { "seriesQuery", "metricsQuery" }.Select(name => ($"adapter, {name}", rule.TextAt(name)!)));

    public static JsonNode Autoscaler => Read("hpa", "hpa.yaml");

    private static JsonNode Read(string component, string file) => YamlJson.ReadAll(File.ReadAllText(Path.Combine(Components, component, file))).Single();

    [GeneratedRegex(@"^label_values\((.+), \w+\)$")]
    private static partial Regex LabelValues();
}
