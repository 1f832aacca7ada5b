using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Rules;

/// <summary>The rules in k8s/components/monitoring/rules.yaml.</summary>
internal static class RuleFile
{
    private static readonly JsonNode Object = YamlJson.ReadAll(File.ReadAllText(Path.Combine(Layout.Root, "components", "monitoring", "rules.yaml"))).Single();

    /// <summary>In the form of a file of Prometheus' own.</summary>
    public static JsonNode Groups => new JsonObject { ["groups"] = Object.At("spec", "groups")!.DeepClone() };

    public static IEnumerable<JsonNode> Rules => Object.Items("spec", "groups").SelectMany(group => group.Items("rules"));

    public static IEnumerable<JsonNode> Alerts => Rules.Where(rule => rule.At("alert") is not null);

    public static IEnumerable<string> Recorded => Rules.Select(rule => rule.TextAt("record")).OfType<string>();
}
