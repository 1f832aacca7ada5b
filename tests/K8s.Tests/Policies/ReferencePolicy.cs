using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>What an object names is there: settings, volumes, accounts, classes, services and their ports. Secrets are made by people, by the names in the guide.</summary>
internal static class ReferencePolicy
{
    /// <summary>Those that docs/operations.md says how to make.</summary>
    public static readonly IReadOnlyList<string> Secrets = ["inference-api-keys", "inference-hub", "inference-http-tls", "inference-membership", "inference-silo-tls"];

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest owner in set.Objects.Where(each => each.Pod is not null))
        {
            JsonNode pod = owner.Pod!;
            if (pod.TextAt("serviceAccountName") is { } account && set.Find("ServiceAccount", account) is null) yield return $"{owner}: no ServiceAccount {account}";
            if (pod.TextAt("priorityClassName") is { } priority && set.Find("PriorityClass", priority) is null) yield return $"{owner}: no PriorityClass {priority}";
            foreach (JsonNode volume in pod.Items("volumes"))
            {
                if (volume.TextAt("configMap", "name") is { } map && set.Find("ConfigMap", map) is null) yield return $"{owner}: no ConfigMap {map}";
                if (volume.TextAt("persistentVolumeClaim", "claimName") is { } claim && set.Find("PersistentVolumeClaim", claim) is null) yield return $"{owner}: no PersistentVolumeClaim {claim}";
                if (volume.TextAt("secret", "secretName") is { } secret && !Secrets.Contains(secret)) yield return $"{owner}: no Secret {secret}";
            }
        }

        foreach (Container container in set.Containers)
        {
            IEnumerable<string> volumes = [.. container.Owner.Pod.Items("volumes").Select(volume => volume.TextAt("name")!), .. container.Owner.Json.Items("spec", "volumeClaimTemplates").Select(claim => claim.TextAt("metadata", "name")!)];
            foreach (string mount in container.Json.Items("volumeMounts").Select(mount => mount.TextAt("name")!).Except(volumes)) yield return $"{container}: no volume {mount}";
            foreach (JsonNode from in container.Json.Items("envFrom"))
            {
                if (set.Find("ConfigMap", from.TextAt("configMapRef", "name")) is null) yield return $"{container}: no ConfigMap {from.TextAt("configMapRef", "name")}";
            }

            foreach (JsonNode source in container.Environment.Select(entry => entry.At("valueFrom")).OfType<JsonNode>())
            {
                if (source.At("configMapKeyRef") is { } key && set.Find("ConfigMap", key.TextAt("name"))?.Json.At("data", key.TextAt("key")!) is null) yield return $"{container}: no {key.TextAt("key")} in a ConfigMap {key.TextAt("name")}";
                if (source.TextAt("secretKeyRef", "name") is { } secret && !Secrets.Contains(secret)) yield return $"{container}: no Secret {secret}";
            }
        }

        foreach (JsonNode backend in set.OfKind("Ingress").SelectMany(ingress => ingress.Json.Items("spec", "rules")).SelectMany(rule => rule.Items("http", "paths")).Select(path => path.At("backend", "service")).OfType<JsonNode>())
        {
            Manifest? service = set.Find("Service", backend.TextAt("name"));
            if (service?.Json.Items("spec", "ports").Any(port => port.TextAt("name") == backend.TextAt("port", "name")) != true) yield return $"Ingress: no Service {backend.TextAt("name")} with a port {backend.TextAt("port", "name")}";
        }

        foreach (Manifest monitor in set.OfKind("ServiceMonitor"))
        {
            Manifest[] services = [.. set.OfKind("Service").Where(service => monitor.Json.Map("spec", "selector", "matchLabels").AreIn(service.Labels))];
            if (!monitor.Json.Items("spec", "endpoints").All(endpoint => services.Any(service => service.Json.Items("spec", "ports").Any(port => port.TextAt("name") == endpoint.TextAt("port"))))) yield return $"{monitor}: no Service with that port";
        }

        foreach (Manifest monitor in set.OfKind("PodMonitor"))
        {
            Manifest[] owners = [.. set.Workloads.Where(workload => monitor.Json.Map("spec", "selector", "matchLabels").AreIn(workload.PodLabels))];
            if (!monitor.Json.Items("spec", "podMetricsEndpoints").All(endpoint => owners.SelectMany(owner => owner.Containers).Any(container => container.Json.Items("ports").Any(port => port.TextAt("name") == endpoint.TextAt("port"))))) yield return $"{monitor}: no pod with that port";
        }
    }
}
