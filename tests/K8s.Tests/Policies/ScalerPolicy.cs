using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>One autoscaler for a workload, which then has no number of replicas of its own; fast up, slow down.</summary>
internal static class ScalerPolicy
{
    public static IEnumerable<string> Violations(ManifestSet set)
    {
        Manifest[] scalers = [.. set.OfKind("HorizontalPodAutoscaler"), .. set.OfKind("ScaledObject")];
        foreach (IGrouping<string?, Manifest> target in scalers.GroupBy(scaler => scaler.Json.TextAt("spec", "scaleTargetRef", "name")))
        {
            if (target.Count() > 1) yield return $"Deployment {target.Key}: {target.Count()} autoscalers";
            if (set.Find("Deployment", target.Key) is not { } workload) yield return $"{target.First()}: there is no Deployment {target.Key}";
            else if (workload.Json.At("spec", "replicas") is not null) yield return $"{workload}: is scaled, and applying it would undo that: it must not say replicas";
        }

        foreach (Manifest scaler in scalers)
        {
            JsonNode? spec = scaler.Json.At("spec");
            JsonNode? behavior = spec.At("behavior") ?? spec.At("advanced", "horizontalPodAutoscalerConfig", "behavior");
            int least = spec.NumberAt("minReplicas") ?? spec.NumberAt("minReplicaCount") ?? 0, most = spec.NumberAt("maxReplicas") ?? spec.NumberAt("maxReplicaCount") ?? 0;
            if (least < 1 || most <= least) yield return $"{scaler}: from {least} to {most} replicas";
            int up = behavior.NumberAt("scaleUp", "stabilizationWindowSeconds") ?? 0, down = behavior.NumberAt("scaleDown", "stabilizationWindowSeconds") ?? 300;
            if (up > 60 || down < 300) yield return $"{scaler}: must be fast up (waits {up} s) and slow down (waits {down} s)";
            if (!behavior.Items("scaleDown", "policies").Any()) yield return $"{scaler}: nothing limits how fast it goes down";
            if (spec.Items("triggers").Any() && spec.At("fallback") is null) yield return $"{scaler}: does not say what to do when Prometheus does not answer";
        }
    }
}
