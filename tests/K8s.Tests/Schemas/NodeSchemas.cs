using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Schemas;

/// <summary>
/// Kubernetes' own schemas (those of 1.34, KEDA's and the Prometheus operator's), as npm packages have them: installed among the build's
/// output when first asked for.
/// </summary>
internal static class NodeSchemas
{
    private static readonly string Source = Path.Combine(SharedData.RepositoryRoot, "tests", "K8s.Tests", "Schemas", "Node");

    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "artifacts", "kubernetes-schemas");

    private static readonly Lazy<string?> Problem = new(Install);

    /// <summary>Null where objects can be checked.</summary>
    public static string? WhyNot => Kubectl.WhyNot ?? Problem.Value;

    /// <summary>What is wrong with each object, fields that its schema does not know included; a sentence each.</summary>
    public static IReadOnlyList<string> ProblemsOf(ManifestSet set)
    {
        string input = new JsonArray([.. set.Objects.Select(each => each.Json.DeepClone())]).ToJsonString();
        ToolProcess run = ToolProcess.Run("node", ["validate.mjs"], Folder, input)!;
        Assert.True(run.Code == 0, run.Error);
        return [.. JsonNode.Parse(run.Output)!.AsArray().SelectMany(answer => answer.Texts("problems").Select(problem => $"{set.Objects[(int)answer!["index"]!]}: {problem}"))];
    }

    private static string? Install()
    {
        Directory.CreateDirectory(Folder);
        bool isInstalled = Directory.Exists(Path.Combine(Folder, "node_modules", "kubernetes-models")) && IsSame("package-lock.json");
        foreach (string file in Directory.GetFiles(Source)) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        if (ToolProcess.Run("node", ["--version"]) is not { Code: 0 }) return "node cannot be run, for the schemas of Kubernetes in the npm package 'kubernetes-models'.";
        if (isInstalled) return null;
        return ToolProcess.Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder) switch
        {
            null => "npm cannot be run, for the schemas of Kubernetes in the npm package 'kubernetes-models'.",
            { Code: not 0 } failed => $"npm cannot install the package 'kubernetes-models' ({failed.Error.Split('\n').FirstOrDefault(line => line.Contains("npm error", StringComparison.Ordinal))}).",
            _ => null,
        };
    }

    private static bool IsSame(string file) =>
        File.Exists(Path.Combine(Folder, file)) && File.ReadAllText(Path.Combine(Folder, file)) == File.ReadAllText(Path.Combine(Source, file));
}

/// <summary>A test with kubectl and the schemas; skipped, with the reason, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaTheoryAttribute : TheoryAttribute
{
    public SchemaTheoryAttribute() => Skip = NodeSchemas.WhyNot;
}
