using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>
/// Nothing is cut off: a new pod is ready before an old one goes, and an old one has the time to end what it works on, after the time in
/// which load balancers hear that it goes.
/// </summary>
internal static class LifecyclePolicy
{
    /// <summary>For Orleans to stop, once the requests have ended.</summary>
    private const int Margin = 5;

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest workload in set.Workloads)
        {
            if (workload.Silo is not { } silo) continue;
            JsonNode? update = workload.Json.At("spec", "strategy", "rollingUpdate");
            if (update.TextAt("maxSurge") != "1") yield return $"{workload}: maxSurge is not 1";
            if (update.TextAt("maxUnavailable") != "0") yield return $"{workload}: maxUnavailable is not 0";
            int? sleep = silo.Json.NumberAt("lifecycle", "preStop", "sleep", "seconds");
            if (sleep is null) yield return $"{workload}: no preStop";
            if (!double.TryParse(set.SettingsOf(silo).GetValueOrDefault("SHUTDOWN_TIMEOUT"), out double drain)) yield return $"{workload}: SHUTDOWN_TIMEOUT is not said";
            int grace = workload.Pod.NumberAt("terminationGracePeriodSeconds") ?? 30;
            if (grace < (sleep ?? 0) + drain + Margin) yield return $"{workload}: is killed after {grace} s; preStop and SHUTDOWN_TIMEOUT take {(sleep ?? 0) + drain} s, and stopping {Margin} s";
        }
    }
}
