using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>One thing wrong with an overlay, and what its policy says about it.</summary>
/// <param name="Overlay">Which is spoilt.</param>
/// <param name="Object">Kind and name of the object.</param>
/// <param name="Path">Where in it: fields and indices, separated by blanks. In a workload, ~ stands for its pod, and @ for the pod's first container.</param>
/// <param name="Value">What is put there, as JSON; null: what is there goes.</param>
/// <param name="Expected">What is said.</param>
internal sealed record Spoiled(string Overlay, string Object, string Path, string? Value, string Expected)
{
    private const string Front = "Deployment inference-front", Worker = "Deployment inference-worker";

    public static readonly IReadOnlyList<Spoiled> All =
    [
        new("gpu", Worker, "@ resources requests cpu", null, "resources: Deployment inference-worker, container silo: no request for cpu"),
        new("gpu", Worker, "@ resources requests memory", null, "no request for memory"),
        new("gpu", Worker, "@ resources limits memory", null, "no limit for memory"),
        new("gpu", Worker, "@ resources limits memory", "\"99Gi\"", "request and limit for memory differ"),
        new("gpu", Worker, "@ resources limits nvidia.com/gpu", "\"2\"", "request and limit for nvidia.com/gpu differ"),
        new("gpu", Worker, "@ resources requests nvidia.com/gpu", null, "request and limit for nvidia.com/gpu differ"),
        new("gpu", Worker, "@ resources limits cpu", "\"12\"", "cores must be whole"),
        new("multi-model", "Job inference-pull-qwen3-8b", "@ resources", null, "Job inference-pull-qwen3-8b, container pull: no limit for memory"),
        new("cpu", Front, "@ startupProbe", null, "no startupProbe"),
        new("cpu", Front, "@ readinessProbe", null, "no readinessProbe"),
        new("cpu", "StatefulSet inference-redis", "@ livenessProbe", null, "no livenessProbe"),
        new("cpu", Worker, "@ startupProbe httpGet path", "\"/health\"", "the startup probe must ask /ready"),
        new("cpu", Worker, "@ readinessProbe httpGet path", "\"/health\"", "the readiness probe must ask /ready"),
        new("cpu", Worker, "@ livenessProbe httpGet path", "\"/ready\"", "the liveness probe must ask /health"),
        new("cpu", Worker, "@ startupProbe failureThreshold", "30", "the startup probe waits 300 s"),
        new("cpu", Worker, "spec progressDeadlineSeconds", "600", "the progress deadline ends before"),
        new("cpu", Front, "~ securityContext runAsNonRoot", "false", "runAsNonRoot is not true"),
        new("cpu", Front, "~ securityContext runAsUser", "0", "is root"),
        new("cpu", Front, "~ securityContext seccompProfile", null, "no seccomp profile"),
        new("cpu", Front, "~ automountServiceAccountToken", null, "does not say whether it gets a token"),
        new("cpu", Front, "~ enableServiceLinks", "true", "gets variables of services"),
        new("cpu", Front, "~ hostNetwork", "true", "hostNetwork"),
        new("cpu", Front, "~ volumes 0 hostPath", """{"path":"/"}""", "mounts a path of its node"),
        new("cpu", Front, "@ securityContext allowPrivilegeEscalation", null, "allowPrivilegeEscalation is not false"),
        new("cpu", Front, "@ securityContext readOnlyRootFilesystem", "false", "readOnlyRootFilesystem is not true"),
        new("cpu", Front, "@ securityContext capabilities drop", "[]", "capabilities are not dropped"),
        new("cpu", Front, "@ securityContext capabilities add", """["NET_ADMIN"]""", "capabilities are added"),
        new("cpu", Front, "@ securityContext privileged", "true", "is privileged"),
        new("cpu", "Namespace inference", "metadata labels", "{}", "does not enforce"),
        new("cpu", "StatefulSet inference-redis", "@ image", "\"redis:latest\"", "redis:latest has no version"),
        new("cpu", "StatefulSet inference-redis", "@ image", "\"registry:5000/redis\"", "registry:5000/redis has no version"),
        new("gpu", Front, "~ initContainers 0 image", "\"inference\"", "container pull: inference has no version"),
        new("cpu", Front, "spec strategy rollingUpdate maxSurge", "\"25%\"", "maxSurge is not 1"),
        new("cpu", Worker, "spec strategy rollingUpdate maxUnavailable", "1", "maxUnavailable is not 0"),
        new("cpu", Worker, "@ lifecycle", null, "no preStop"),
        new("cpu", Worker, "~ terminationGracePeriodSeconds", "125", "is killed after 125 s"),
        new("gpu", Worker, "~ terminationGracePeriodSeconds", null, "is killed after 30 s; preStop and SHUTDOWN_TIMEOUT take 125 s"),
        new("spot", Worker, "~ terminationGracePeriodSeconds", "20", "is killed after 20 s; preStop and SHUTDOWN_TIMEOUT take 17 s"),
        new("cpu", Worker, "@ lifecycle preStop sleep seconds", "60", "preStop and SHUTDOWN_TIMEOUT take 180 s"),
        new("cpu", Worker, "spec selector matchLabels", """{"app.kubernetes.io/name":"inference"}""", "selects the pods of Deployment inference-front too"),
        new("cpu", Worker, "spec template metadata labels inference/pool", "\"other\"", "does not select its own pods"),
        new("spot", "PodDisruptionBudget inference-worker", "spec selector matchLabels", """{"app.kubernetes.io/component":"worker"}""", "Deployment inference-worker-on-demand: has 2 PodDisruptionBudgets"),
        new("cpu", "PodDisruptionBudget inference-front", "kind", "\"Other\"", "Deployment inference-front: has 0 PodDisruptionBudgets"),
        new("cpu", "PodDisruptionBudget inference-front", "spec maxUnavailable", "0", "allows no eviction"),
        new("cpu", "PodDisruptionBudget inference-front", "spec selector matchLabels", """{"a":"b"}""", "is of no workload"),
        new("cpu", "Service inference", "spec selector", """{"a":"b"}""", "Service inference: selects nothing"),
        new("cpu", "Service inference", "spec ports 0 targetPort", "\"https\"", "no pod of its has a port 'https'"),
        new("gpu", Worker, "spec replicas", "2", "must not say replicas"),
        new("gpu", "ScaledObject inference-worker", "spec scaleTargetRef name", "\"worker\"", "there is no Deployment worker"),
        new("gpu", "ScaledObject inference-worker", "spec maxReplicaCount", "1", "from 2 to 1 replicas"),
        new("gpu", "ScaledObject inference-worker", "spec fallback", null, "does not say what to do when Prometheus does not answer"),
        new("multi-model", "HorizontalPodAutoscaler inference-worker", "spec behavior scaleDown stabilizationWindowSeconds", "0", "must be fast up"),
        new("multi-model", "HorizontalPodAutoscaler inference-worker", "spec behavior scaleDown policies", "[]", "nothing limits how fast it goes down"),
        new("gpu", "PodDisruptionBudget inference-front", "", """{"kind":"ScaledObject","metadata":{"name":"x"},"spec":{"scaleTargetRef":{"name":"inference-worker"}}}""", "Deployment inference-worker: 2 autoscalers"),
        new("gpu", "Role inference-silo", "rules 0 resources", """["pods","secrets"]""", "more rights than reading and watching pods: secrets"),
        new("gpu", "Role inference-silo", "rules 0 verbs", """["*"]""", "more rights than reading and watching pods: *"),
        new("gpu", "Role inference-silo", "kind", "\"ClusterRole\"", "rights in the whole cluster"),
        new("cpu", Worker, "~ automountServiceAccountToken", "true", "gets a token without any right"),
        new("cpu", "ServiceAccount inference", "automountServiceAccountToken", null, "hands tokens to every pod"),
        new("cpu", Front, "@ envFrom 0 configMapRef name", "\"settings\"", "no ConfigMap settings"),
        new("gpu", Front, "@ volumeMounts 0 name", "\"nothing\"", "no volume nothing"),
        new("gpu", Front, "~ serviceAccountName", "\"nobody\"", "no ServiceAccount nobody"),
        new("gpu", Front, "~ priorityClassName", "\"high\"", "no PriorityClass high"),
        new("gpu", "PersistentVolumeClaim inference-models", "metadata name", "\"other\"", "no PersistentVolumeClaim inference-models"),
        new("gpu", "PriorityClass inference-front", "metadata name", "\"other\"", "no PriorityClass inference-front"),
        new("gpu", "Service inference", "metadata name", "\"other\"", "no Service inference with a port http"),
        new("gpu", "ServiceMonitor inference", "spec endpoints 0 port", "\"metrics\"", "ServiceMonitor inference: no Service with that port"),
        new("gpu", "PodMonitor inference-worker", "spec podMetricsEndpoints 0 port", "\"metrics\"", "PodMonitor inference-worker: no pod with that port"),
        new("gpu", Front, "~ volumes 0", """{"name":"tmp","secret":{"secretName":"hidden"}}""", "no Secret hidden"),
        new("cpu", Front, "@ args", """["silo"]""", "no role"),
        new("cpu", Front, "@ env", "[]", "SILO_NAME is not the pod's name"),
        new("gpu", Front, "@ env", "[]", "POD_NAMESPACE is not metadata.namespace"),
        new("gpu", Front, "~ automountServiceAccountToken", "false", "has no token to do it with"),
        new("cpu", Front, "@ ports 1 containerPort", "11112", "SILO_PORT is 11111, and the port 'silo' 11112"),
        new("cpu", Front, "spec template metadata labels orleans/clusterId", "\"other\"", "CLUSTER_ID is inference, and the label orleans/clusterId other"),
        new("cpu", "ConfigMap inference-config", "data HOST", "\"127.0.0.1\"", "HOST is not 0.0.0.0"),
        new("cpu", "NetworkPolicy inference-default-deny", "spec policyTypes", """["Egress"]""", "Ingress is not denied by default"),
        new("cpu", "NetworkPolicy inference-clients", "spec podSelector matchLabels", """{"app.kubernetes.io/name":"inference"}""", "Deployment inference-worker: reached by clients"),
        new("cpu", "NetworkPolicy inference-clients", "spec ingress", "[]", "Deployment inference-front: not reached by clients"),
        new("cpu", "NetworkPolicy inference-clients", "spec ingress 0 from", "[]", "reached by strangers"),
        new("cpu", "NetworkPolicy inference-clients", "spec ingress 0 ports", "[]", "its silo port is reached from outside"),
        new("cpu", "NetworkPolicy inference-silos", "spec ingress 0 from 0", "{}", "its silo port is reached by StatefulSet inference-redis"),
        new("cpu", "NetworkPolicy inference-silos", "spec ingress", "[]", "its gateway port is not reached by Deployment inference-front"),
        new("cpu", "NetworkPolicy inference-redis", "spec ingress 0 from", "[]", "StatefulSet inference-redis: reached from default"),
        new("cpu", "NetworkPolicy inference-redis", "spec ingress", "[]", "StatefulSet inference-redis: not reached by Deployment inference-worker"),
    ];

    public ManifestSet Apply(ManifestSet good)
    {
        ManifestSet spoiled = good.Copy();
        Manifest target = spoiled.Objects.First(each => $"{each.Kind} {each.Name}".StartsWith(Object, StringComparison.Ordinal));
        if (Path.Length == 0) return new ManifestSet([.. spoiled.Objects, new Manifest(JsonNode.Parse(Value!)!.AsObject())]);
        string[] path = [.. Path.Replace("@", "~ containers 0", StringComparison.Ordinal).Replace("~", "spec template spec", StringComparison.Ordinal).Split(' ')];
        JsonNode at = target.Json;
        foreach (string step in path[..^1]) at = (at is JsonArray array ? array[int.Parse(step)] : at[step])!;
        if (at is JsonArray items) items[int.Parse(path[^1])] = JsonNode.Parse(Value!);
        else if (Value is null) at.AsObject().Remove(path[^1]);
        else at[path[^1]] = JsonNode.Parse(Value);
        return spoiled;
    }

    public override string ToString() => $"{Overlay}: {Object}: {Path} = {Value ?? "(nothing)"}";
}
