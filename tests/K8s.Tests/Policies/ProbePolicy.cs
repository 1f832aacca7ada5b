using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>
/// A silo is started when it is ready, taken out when it is not, and restarted when it does not get on; the start may take as long as
/// 140 GB of weights do. A rollout is not called failed before the start is.
/// </summary>
internal static class ProbePolicy
{
    /// <summary>140 GB at 40 MB/s.</summary>
    private const int LoadingSeconds = 3500;

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Container container in set.Workloads.SelectMany(workload => workload.Containers).Where(container => !container.IsInit))
        {
            foreach (string probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
            {
                if (container.Json.At(probe) is null) yield return $"{container}: no {probe}";
            }
        }

        foreach (Manifest workload in set.Workloads)
        {
            if (workload.Silo?.Json is not { } silo) continue;
            if (silo.TextAt("startupProbe", "httpGet", "path") != "/ready") yield return $"{workload}: the startup probe must ask /ready";
            if (silo.TextAt("readinessProbe", "httpGet", "path") != "/ready") yield return $"{workload}: the readiness probe must ask /ready";
            if (silo.TextAt("livenessProbe", "httpGet", "path") != "/health") yield return $"{workload}: the liveness probe must ask /health, which fails when work does not get on";
            int patience = (silo.NumberAt("startupProbe", "periodSeconds") ?? 10) * (silo.NumberAt("startupProbe", "failureThreshold") ?? 3);
            if (patience < LoadingSeconds) yield return $"{workload}: the startup probe waits {patience} s; loading may take {LoadingSeconds} s";
            if (workload.Kind == "Deployment" && (workload.Json.NumberAt("spec", "progressDeadlineSeconds") ?? 600) <= patience) yield return $"{workload}: the progress deadline ends before the startup probe's patience";
        }
    }
}
