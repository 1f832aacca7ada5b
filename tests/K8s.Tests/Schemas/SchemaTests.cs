using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Schemas;

public sealed class SchemaTests
{
    /// <summary>What is put where in an object of overlays/gpu (null: what is there goes), and what is said of it.</summary>
    private static readonly (string Kind, string Path, string Value, string Expected)[] Spoiled =
    [
        ("Deployment", "spec/replicas", "\"2\"", "must be integer"),
        ("Deployment", "spec/template/spec/containers", "null", "must have required property containers"),
        ("Deployment", "spec/template/spec/livenesProbe", "{}", "livenesProbe is not a field"),
        ("Deployment", "metadata/lables", "{}", "lables is not a field"),
        ("PodDisruptionBudget", "spec/selector/matchLabels", "[]", "must be object"),
        ("NetworkPolicy", "spec/policytypes", "[\"Ingress\"]", "policytypes is not a field"),
        ("ScaledObject", "spec/triggers", "null", "must have required property triggers"),
        ("ScaledObject", "spec/maxReplicas", "3", "maxReplicas is not a field"),
        ("ServiceMonitor", "spec/endpoints", "{}", "must be array"),
        ("PrometheusRule", "spec/group", "[]", "group is not a field"),
        ("Ingress", "apiVersion", "\"networking.k8s.io/v9\"", "no schema for networking.k8s.io/v9 Ingress"),
    ];

    private static readonly Lazy<IReadOnlyList<IReadOnlyList<string>>> Problems = new(() => NodeSchemas.ProblemsOf([.. Layout.All.Select(Kubectl.Build)]));

    public static TheoryData<string> All => [.. Layout.All];

    [SchemaTheory]
    [MemberData(nameof(All))]
    public void Objects_OverlayOrComponent_AreAsTheirSchemasSay(string folder) => Assert.Empty(Problems.Value[Layout.All.ToList().IndexOf(folder)]);

    [SchemaFact]
    public void Problems_SpoiledObjects_AreFound()
    {
        IReadOnlyList<IReadOnlyList<string>> problems = NodeSchemas.ProblemsOf([.. Spoiled.Select(each => Spoil(each.Kind, each.Path.Split('/'), each.Value))]);

        Assert.All(Spoiled.Zip(problems), each => Assert.Contains(each.First.Expected, Assert.Single(each.Second), StringComparison.Ordinal));
    }

    private static ManifestSet Spoil(string kind, string[] path, string value)
    {
        ManifestSet set = Kubectl.Build("overlays/gpu").Copy();
        JsonObject at = set.OfKind(kind).First().Json.At(path[..^1])!.AsObject();
        if (value == "null") at.Remove(path[^1]);
        else at[path[^1]] = JsonNode.Parse(value);
        return set;
    }
}
