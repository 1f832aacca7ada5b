using System.Text.Json.Nodes;

namespace Inference.K8s.Tests.Manifests;

/// <summary>An object of Kubernetes.</summary>
internal sealed class Manifest(JsonObject json)
{
    private static readonly string[] WorkloadKinds = ["Deployment", "StatefulSet", "DaemonSet"];

    public JsonObject Json => json;

    public string Kind => json.TextAt("kind") ?? "";

    public string Name => json.TextAt("metadata", "name") ?? "";

    public string Namespace => json.TextAt("metadata", "namespace") ?? "";

    public IReadOnlyDictionary<string, string> Labels => json.Map("metadata", "labels");

    /// <summary>Whether it keeps pods running.</summary>
    public bool IsWorkload => WorkloadKinds.Contains(Kind);

    public JsonNode? PodTemplate => IsWorkload || Kind == "Job" ? json.At("spec", "template") : null;

    public JsonNode? Pod => PodTemplate.At("spec");

    public IReadOnlyDictionary<string, string> PodLabels => PodTemplate.Map("metadata", "labels");

    public IReadOnlyList<Container> Containers =>
    [
        .. Pod.Items("initContainers").Select(container => new Container(this, container, IsInit: true)),
        .. Pod.Items("containers").Select(container => new Container(this, container, IsInit: false)),
    ];

    /// <summary>The container that runs a silo, where it is such a workload.</summary>
    public Container? Silo => Containers.FirstOrDefault(container => container.Command == "silo");

    public override string ToString() => $"{Kind} {Name}";
}

internal sealed record Container(Manifest Owner, JsonNode Json, bool IsInit)
{
    public string Name => Json.TextAt("name") ?? "";

    /// <summary>The command of <c>inference</c> that it runs; null where it runs something else.</summary>
    public string? Command => Image.StartsWith("inference:", StringComparison.Ordinal) ? Json.Texts("args").FirstOrDefault() : null;

    public string Image => Json.TextAt("image") ?? "";

    public IEnumerable<JsonNode> Environment => Json.Items("env");

    public override string ToString() => $"{Owner}, container {Name}";
}
