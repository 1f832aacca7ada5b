using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>Where every egress is denied by default, what a pod cannot do without is allowed: names, other silos, its store.</summary>
internal static class WayOutPolicy
{
    private const string NodeLocalNames = "169.254.20.10/32";

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest pod in set.Workloads)
        {
            JsonNode[] rules = [.. set.OfKind("NetworkPolicy")
                .Where(policy => policy.Json.Texts("spec", "policyTypes").Contains("Egress") && policy.Json.Map("spec", "podSelector", "matchLabels").AreIn(pod.PodLabels))
                .SelectMany(policy => policy.Json.Items("spec", "egress"))];
            foreach (string protocol in (string[])["UDP", "TCP"])
            {
                JsonNode[] names = [.. rules.Where(rule => rule.Items("ports").Any(port => port.NumberAt("port") == 53 && port.TextAt("protocol") == protocol)).SelectMany(rule => rule.Items("to"))];
                if (!names.Any(peer => peer.TextAt("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name") == "kube-system")) yield return $"{pod}: cannot ask for names by {protocol}";
                if (!names.Any(peer => peer.TextAt("ipBlock", "cidr") == NodeLocalNames)) yield return $"{pod}: cannot ask its node for names by {protocol}";
            }

            if (pod.Silo is null) continue;
            foreach (Manifest other in set.Workloads)
            {
                foreach (string port in other.Silo is not null ? (string[])["silo", "gateway"] : ["redis"])
                {
                    if (!rules.Any(rule => rule.Items("ports").Any(each => each.TextAt("port") == port) && rule.Items("to").Any(peer => peer.Map("podSelector", "matchLabels").AreIn(other.PodLabels))))
                    {
                        yield return $"{pod}: does not get to the {port} port of {other}";
                    }
                }
            }
        }
    }
}
