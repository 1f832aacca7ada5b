using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>What makes silos of pods: a role, name and address from the downward API, ports that are open, and one cluster for all.</summary>
internal static class SiloPolicy
{
    /// <summary>By which Orleans' package for Kubernetes finds out about its pod.</summary>
    private static readonly (string Variable, string Field)[] PodVariables =
    [
        ("POD_NAME", "metadata.name"), ("POD_NAMESPACE", "metadata.namespace"), ("POD_IP", "status.podIP"),
        ("ORLEANS_CLUSTER_ID", "metadata.labels['orleans/clusterId']"), ("ORLEANS_SERVICE_ID", "metadata.labels['orleans/serviceId']"),
    ];

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest workload in set.Workloads)
        {
            if (workload.Silo is not { } silo) continue;
            string[] arguments = [.. silo.Json.Texts("args")];
            if (!arguments.Zip(arguments.Skip(1)).Any(pair => pair is ("--silo-role", "front" or "worker"))) yield return $"{workload}: no role";
            if (FieldOf(silo, "SILO_NAME") != "metadata.name") yield return $"{workload}: SILO_NAME is not the pod's name";
            if (FieldOf(silo, "ADVERTISED_IP") != "status.podIP") yield return $"{workload}: ADVERTISED_IP is not the pod's address";

            IReadOnlyDictionary<string, string?> settings = set.SettingsOf(silo);
            foreach ((string setting, string port) in ((string, string)[])[("PORT", "http"), ("SILO_PORT", "silo"), ("GATEWAY_PORT", "gateway")])
            {
                string? open = silo.Json.Items("ports").FirstOrDefault(each => each.TextAt("name") == port).TextAt("containerPort");
                if (open is null || settings.GetValueOrDefault(setting) != open) yield return $"{workload}: {setting} is {settings.GetValueOrDefault(setting)}, and the port '{port}' {open}";
            }

            foreach ((string setting, string label) in ((string, string)[])[("CLUSTER_ID", "orleans/clusterId"), ("SERVICE_ID", "orleans/serviceId")])
            {
                if (settings.GetValueOrDefault(setting) != workload.PodLabels.GetValueOrDefault(label)) yield return $"{workload}: {setting} is {settings.GetValueOrDefault(setting)}, and the label {label} {workload.PodLabels.GetValueOrDefault(label)}";
            }

            if (settings.GetValueOrDefault("KUBERNETES_HOSTING") == "true")
            {
                foreach ((string variable, string field) in PodVariables.Where(each => FieldOf(silo, each.Variable) != each.Field)) yield return $"{workload}: {variable} is not {field}";
                if (!workload.Pod.IsTrue("automountServiceAccountToken")) yield return $"{workload}: watches pods, and has no token to do it with";
            }

            if (settings.GetValueOrDefault("HOST") != "0.0.0.0") yield return $"{workload}: HOST is not 0.0.0.0, so that nobody reaches it";
        }
    }

    private static string? FieldOf(Container container, string variable) =>
        container.Environment.FirstOrDefault(entry => entry.TextAt("name") == variable).TextAt("valueFrom", "fieldRef", "fieldPath");
}
