using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>The "restricted" standard of Kubernetes, and a root file system that nobody writes to.</summary>
internal static class SecurityPolicy
{
    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest owner in set.Objects.Where(each => each.Pod is not null))
        {
            JsonNode pod = owner.Pod!;
            if (!pod.IsTrue("securityContext", "runAsNonRoot")) yield return $"{owner}: runAsNonRoot is not true";
            if (pod.NumberAt("securityContext", "runAsUser") is null or 0) yield return $"{owner}: runAsUser is missing, or is root";
            if (pod.TextAt("securityContext", "seccompProfile", "type") != "RuntimeDefault") yield return $"{owner}: no seccomp profile";
            if (pod.At("automountServiceAccountToken") is null) yield return $"{owner}: does not say whether it gets a token of the API";
            if (!pod.IsFalse("enableServiceLinks")) yield return $"{owner}: gets variables of services, which are read as options";
            foreach (string shared in (string[])["hostNetwork", "hostPID", "hostIPC"])
            {
                if (pod.IsTrue(shared)) yield return $"{owner}: {shared}";
            }

            if (pod.Items("volumes").Any(volume => volume.At("hostPath") is not null)) yield return $"{owner}: mounts a path of its node";
        }

        foreach (Container container in set.Containers)
        {
            JsonNode? context = container.Json.At("securityContext");
            if (!context.IsFalse("allowPrivilegeEscalation")) yield return $"{container}: allowPrivilegeEscalation is not false";
            if (!context.IsTrue("readOnlyRootFilesystem")) yield return $"{container}: readOnlyRootFilesystem is not true";
            if (!context.Texts("capabilities", "drop").Contains("ALL")) yield return $"{container}: capabilities are not dropped";
            if (context.Items("capabilities", "add").Any()) yield return $"{container}: capabilities are added";
            if (context.IsTrue("privileged")) yield return $"{container}: is privileged";
        }

        foreach (Manifest workspace in set.OfKind("Namespace"))
        {
            if (workspace.Labels.GetValueOrDefault("pod-security.kubernetes.io/enforce") != "restricted") yield return $"{workspace}: does not enforce the standard 'restricted'";
        }
    }
}
