using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Schemas;

public sealed class SchemaTests
{
    public static TheoryData<string> All => [.. Layout.All];

    [SchemaTheory]
    [MemberData(nameof(All))]
    public void Objects_OverlayOrComponent_AreAsTheirSchemasSay(string folder) => Assert.Empty(NodeSchemas.ProblemsOf(Kubectl.Build(folder)));

    [SchemaTheory]
    [InlineData("Deployment", "spec/replicas", "\"2\"", "must be integer")]
    [InlineData("Deployment", "spec/template/spec/containers", "null", "must have required property containers")]
    [InlineData("Deployment", "spec/template/spec/livenesProbe", "{}", "livenesProbe is not a field")]
    [InlineData("Deployment", "metadata/lables", "{}", "lables is not a field")]
    [InlineData("PodDisruptionBudget", "spec/selector/matchLabels", "[]", "must be object")]
    [InlineData("NetworkPolicy", "spec/policytypes", "[\"Ingress\"]", "policytypes is not a field")]
    [InlineData("ScaledObject", "spec/triggers", "null", "must have required property triggers")]
    [InlineData("ScaledObject", "spec/maxReplicas", "3", "maxReplicas is not a field")]
    [InlineData("ServiceMonitor", "spec/endpoints", "{}", "must be array")]
    [InlineData("PrometheusRule", "spec/group", "[]", "group is not a field")]
    [InlineData("Ingress", "apiVersion", "\"networking.k8s.io/v9\"", "no schema for networking.k8s.io/v9 Ingress")]
    public void Problems_SpoiltObject_AreFound(string kind, string path, string value, string expected)
    {
        ManifestSet set = Kubectl.Build("overlays/gpu").Copy();
        string[] names = path.Split('/');
        JsonObject at = set.OfKind(kind).First().Json.At(names[..^1])!.AsObject();
        if (value == "null") at.Remove(names[^1]);
        else at[names[^1]] = JsonNode.Parse(value);

        string problem = Assert.Single(NodeSchemas.ProblemsOf(set));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
