using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>Silos read and watch pods of their namespace where they do at all. A token of the API only where it is of use.</summary>
internal static class RbacPolicy
{
    private static readonly string[] Allowed = ["get", "list", "watch"];

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest role in set.Objects.Where(each => each.Kind is "ClusterRole" or "ClusterRoleBinding")) yield return $"{role}: rights in the whole cluster";
        foreach (Manifest role in set.OfKind("Role"))
        {
            foreach (JsonNode rule in role.Json.Items("rules"))
            {
                string[] more = [.. rule.Texts("resources").Where(resource => resource != "pods"), .. rule.Texts("verbs").Except(Allowed)];
                if (more.Length > 0) yield return $"{role}: more rights than reading and watching pods: {string.Join(", ", more)}";
            }
        }

        HashSet<string?> bound = [.. set.OfKind("RoleBinding").SelectMany(binding => binding.Json.Items("subjects")).Select(subject => subject.TextAt("name"))];
        foreach (Manifest owner in set.Objects.Where(each => each.Pod.IsTrue("automountServiceAccountToken")))
        {
            if (!bound.Contains(owner.Pod.TextAt("serviceAccountName"))) yield return $"{owner}: gets a token without any right";
        }

        foreach (Manifest account in set.OfKind("ServiceAccount"))
        {
            if (!account.Json.IsFalse("automountServiceAccountToken")) yield return $"{account}: hands tokens to every pod";
        }
    }
}
