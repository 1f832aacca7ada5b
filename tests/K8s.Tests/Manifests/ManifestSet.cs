using System.Text.Json.Nodes;

namespace Inference.K8s.Tests.Manifests;

/// <summary>All that one <c>kubectl apply -k</c> applies.</summary>
internal sealed class ManifestSet(IReadOnlyList<Manifest> objects)
{
    public IReadOnlyList<Manifest> Objects => objects;

    public IEnumerable<Manifest> Workloads => objects.Where(each => each.IsWorkload);

    public IEnumerable<Container> Containers => objects.SelectMany(each => each.Containers);

    public static ManifestSet Parse(string yaml) => new([.. YamlJson.ReadAll(yaml).Select(json => new Manifest(json.AsObject()))]);

    public IEnumerable<Manifest> OfKind(string kind) => objects.Where(each => each.Kind == kind);

    public Manifest? Find(string kind, string? name) => OfKind(kind).FirstOrDefault(each => each.Name == name);

    /// <summary>An independent copy, to be spoilt.</summary>
    public ManifestSet Copy() => new([.. objects.Select(each => new Manifest(each.Json.DeepClone().AsObject()))]);

    /// <summary>The settings of a container by name, as the pod will have them; null for those that only the cluster knows.</summary>
    public IReadOnlyDictionary<string, string?> SettingsOf(Container container)
    {
        Dictionary<string, string?> settings = [];
        foreach (JsonNode from in container.Json.Items("envFrom"))
        {
            foreach ((string key, string value) in Find("ConfigMap", from.TextAt("configMapRef", "name"))?.Json.Map("data") ?? new Dictionary<string, string>()) settings[key] = value;
        }

        foreach (JsonNode entry in container.Environment)
        {
            JsonNode? reference = entry.At("valueFrom", "configMapKeyRef");
            settings[entry.TextAt("name")!] = entry.TextAt("value") ?? Find("ConfigMap", reference.TextAt("name"))?.Json.TextAt("data", reference.TextAt("key") ?? "");
        }

        return settings;
    }
}
