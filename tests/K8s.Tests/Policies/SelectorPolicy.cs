using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>Who is meant by a selector: each workload its own pods and no other's, each budget one workload, each service some pods.</summary>
internal static class SelectorPolicy
{
    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest workload in set.Workloads)
        {
            foreach (Manifest other in set.Workloads)
            {
                bool matches = Selector(workload).AreIn(other.PodLabels);
                if (other == workload && !matches) yield return $"{workload}: does not select its own pods";
                if (other != workload && matches) yield return $"{workload}: selects the pods of {other} too";
            }

            if (workload.Silo is null) continue;
            int budgets = set.OfKind("PodDisruptionBudget").Count(budget => Selector(budget).AreIn(workload.PodLabels));
            if (budgets != 1) yield return $"{workload}: has {budgets} PodDisruptionBudgets; evictions need exactly one";
        }

        foreach (Manifest budget in set.OfKind("PodDisruptionBudget"))
        {
            if (!set.Workloads.Any(workload => Selector(budget).AreIn(workload.PodLabels))) yield return $"{budget}: is of no workload";
            if (budget.Json.TextAt("spec", "maxUnavailable") is "0" or "0%") yield return $"{budget}: allows no eviction, so that no node can be drained";
        }

        foreach (Manifest service in set.OfKind("Service"))
        {
            Manifest[] selected = [.. set.Workloads.Where(workload => service.Json.Map("spec", "selector").AreIn(workload.PodLabels))];
            if (selected.Length == 0) yield return $"{service}: selects nothing";
            IEnumerable<string> ports = selected.SelectMany(workload => workload.Containers).SelectMany(container => container.Json.Items("ports")).Select(port => port.TextAt("name")!);
            foreach (string target in service.Json.Items("spec", "ports").Select(port => port.TextAt("targetPort") ?? "").Except(ports)) yield return $"{service}: no pod of its has a port '{target}'";
        }
    }

    private static IReadOnlyDictionary<string, string> Selector(Manifest owner) => owner.Json.Map("spec", "selector", "matchLabels");
}
