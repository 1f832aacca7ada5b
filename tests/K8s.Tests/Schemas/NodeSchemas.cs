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

    /// <summary>What is wrong with the objects of each set, fields that their schemas do not know included; a sentence each. Loading schemas takes its time, so many at once.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ProblemsOf(IReadOnlyList<ManifestSet> sets)
    {
        Manifest[] objects = [.. sets.SelectMany(set => set.Objects)];
        ToolProcess run = ToolProcess.Run("node", ["validate.mjs"], Folder, new JsonArray([.. objects.Select(each => each.Json.DeepClone())]).ToJsonString())!;
        Assert.True(run.Code == 0, run.Error);
        ILookup<int, JsonNode> answers = JsonNode.Parse(run.Output)!.AsArray().ToLookup(answer => (int)answer!["index"]!, answer => answer!);
        List<IReadOnlyList<string>> problems = [];
        foreach (ManifestSet set in sets)
        {
            int first = problems.Zip(sets).Sum(before => before.Second.Objects.Count);
            problems.Add([.. set.Objects.SelectMany((each, index) => answers[first + index].SelectMany(answer => answer.Texts("problems")).Select(problem => $"{each}: {problem}"))]);
        }

        return problems;
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

/// <inheritdoc cref="SchemaTheoryAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute() => Skip = NodeSchemas.WhyNot;
}
