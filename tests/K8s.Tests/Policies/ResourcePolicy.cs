using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>
/// Every container says what it needs. Memory: the limit is the request, so that nobody is killed for what others use. Devices: likewise,
/// as Kubernetes wants it. A silo's cores: whole ones where it computes, since its threads wait for each other in every step.
/// </summary>
internal static class ResourcePolicy
{
    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Container container in set.Containers)
        {
            IReadOnlyDictionary<string, string> requests = container.Json.Map("resources", "requests"), limits = container.Json.Map("resources", "limits");
            if (Quantity.Parse(requests.GetValueOrDefault("cpu")) is null or 0) yield return $"{container}: no request for cpu";
            if (Quantity.Parse(requests.GetValueOrDefault("memory")) is null or 0) yield return $"{container}: no request for memory";
            if (Quantity.Parse(limits.GetValueOrDefault("memory")) is null or 0) yield return $"{container}: no limit for memory";
            foreach (string resource in requests.Keys.Union(limits.Keys).Where(resource => resource == "memory" || resource.Contains('/', StringComparison.Ordinal)))
            {
                if (requests.GetValueOrDefault(resource) != limits.GetValueOrDefault(resource)) yield return $"{container}: request and limit for {resource} differ";
            }

            if (!container.Json.Texts("args").Contains("worker")) continue;
            string? cores = requests.GetValueOrDefault("cpu");
            if (cores != limits.GetValueOrDefault("cpu") || Quantity.Parse(cores) % 1 != 0) yield return $"{container}: a worker's cores must be whole, and limit and request the same";
        }
    }
}
