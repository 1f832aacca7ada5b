using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>Who reaches what, as network policies have it: clients the fronts, silos each other, the store's port only silos, and nobody anything else.</summary>
internal static class ReachPolicy
{
    private static readonly Source Client = Outside("inference/client"), Ingress = Outside("ingress-nginx"), Monitor = Outside("monitoring"), Stranger = Outside("default");

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest target in set.Workloads)
        {
            foreach (string direction in (string[])["Ingress", "Egress"])
            {
                if (!PoliciesOf(set, target, direction).Any(policy => policy.Json.Map("spec", "podSelector").Count == 0)) yield return $"{target}: {direction} is not denied by default";
            }

            if (target.Silo is null)
            {
                foreach (Source source in (Source[])[Client, Ingress, Monitor, Stranger])
                {
                    if (Reaches(set, source, target, "redis")) yield return $"{target}: reached from {source.Namespace}";
                }

                foreach (Manifest other in set.Workloads.Where(other => other.Silo is not null))
                {
                    if (!Reaches(set, new Source("", other.PodLabels), target, "redis")) yield return $"{target}: not reached by {other}";
                }

                continue;
            }

            bool isFront = target.Silo.Json.Texts("args").Contains("front");
            if (isFront != Reaches(set, Client, target, "http")) yield return $"{target}: {(isFront ? "not " : "")}reached by clients";
            if (isFront != Reaches(set, Ingress, target, "http")) yield return $"{target}: {(isFront ? "not " : "")}reached by the ingress controller";
            if (Reaches(set, Stranger, target, "http")) yield return $"{target}: reached by strangers";
            foreach (string port in (string[])["silo", "gateway"])
            {
                if (((Source[])[Client, Ingress, Monitor, Stranger]).Any(source => Reaches(set, source, target, port))) yield return $"{target}: its {port} port is reached from outside";
                foreach (Manifest other in set.Workloads)
                {
                    if ((other.Silo is not null) != Reaches(set, new Source("", other.PodLabels), target, port)) yield return $"{target}: its {port} port is {(other.Silo is null ? "" : "not ")}reached by {other}";
                }
            }
        }
    }

    private static bool Reaches(ManifestSet set, Source source, Manifest target, string port) =>
        PoliciesOf(set, target, "Ingress").SelectMany(policy => policy.Json.Items("spec", "ingress")).Any(rule =>
            (!rule.Items("ports").Any() || rule.Items("ports").Any(each => each.TextAt("port") == port))
            && (!rule.Items("from").Any() || rule.Items("from").Any(source.IsMeantBy)));

    private static IEnumerable<Manifest> PoliciesOf(ManifestSet set, Manifest target, string direction) => set.OfKind("NetworkPolicy").Where(policy =>
        policy.Json.Texts("spec", "policyTypes").Contains(direction) && policy.Json.Map("spec", "podSelector", "matchLabels").AreIn(target.PodLabels));

    private static Source Outside(string workspace) => new(workspace, new Dictionary<string, string>());

    /// <param name="Namespace">Its name or the label it has; empty: the one of the silos.</param>
    /// <param name="Labels">Of the pod.</param>
    private sealed record Source(string Namespace, IReadOnlyDictionary<string, string> Labels)
    {
        public bool IsMeantBy(JsonNode peer)
        {
            IReadOnlyDictionary<string, string> spaces = peer.Map("namespaceSelector", "matchLabels");
            bool isSpace = peer.At("namespaceSelector") is null ? Namespace == "" : spaces.All(label => label.Value == Namespace || label.Key == Namespace);
            return isSpace && (Namespace != "" || peer.Map("podSelector", "matchLabels").AreIn(Labels));
        }
    }
}
