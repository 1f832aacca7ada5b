using System.Text.Json.Nodes;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>What the world may ask: the API and the console, and nothing that is there for operators and asks for no key.</summary>
internal static class PublicPolicy
{
    private static readonly string[] ForOperators = ["/metrics", "/load", "/version", "/health", "/ready", "/dashboard"], ForAll = ["/v1/chat/completions", "/v2/rerank", "/tokenize", "/", "/console/page.js"];

    public static IEnumerable<string> Violations(ManifestSet set)
    {
        foreach (Manifest ingress in set.OfKind("Ingress"))
        {
            JsonNode[] paths = [.. ingress.Json.Items("spec", "rules").SelectMany(rule => rule.Items("http", "paths"))];
            foreach (string path in ForOperators.Where(path => paths.Any(each => Leads(each, path)))) yield return $"{ingress}: {path} is reached from outside";
            foreach (string path in ForAll.Where(path => !paths.Any(each => Leads(each, path)))) yield return $"{ingress}: {path} is not reached from outside";
        }
    }

    private static bool Leads(JsonNode rule, string path)
    {
        string of = rule.TextAt("path") ?? "/";
        return path == of || (rule.TextAt("pathType") != "Exact" && path.StartsWith(of.TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
