using System.Collections.Concurrent;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Kustomize;

/// <summary><c>kubectl kustomize</c>, which needs no cluster.</summary>
internal static class Kubectl
{
    private static readonly ConcurrentDictionary<string, Lazy<ManifestSet>> Builds = [];

    private static readonly Lazy<string?> Problem = new(() => ToolProcess.Run("kubectl", ["kustomize", "--help"]) switch
    {
        null => "kubectl is not on PATH, so that nothing below k8s/ can be built and checked.",
        { Code: not 0 } => "kubectl on PATH is too old to have 'kustomize', so that nothing below k8s/ can be built and checked.",
        _ => null,
    });

    /// <summary>Null where it can be run.</summary>
    public static string? WhyNot => Problem.Value;

    /// <summary>What a folder below k8s/ amounts to. Of a component: with the base and what it needs.</summary>
    public static ManifestSet Build(string folder) => Builds.GetOrAdd(folder, static key => new Lazy<ManifestSet>(() => Run(key))).Value;

    private static ManifestSet Run(string folder)
    {
        string path = Path.Combine(Layout.Root, folder);
        using TemporaryFolder temporary = new();
        if (folder.StartsWith(Layout.Components, StringComparison.Ordinal)) path = Layout.WriteOverlayOf(folder, temporary.Path);
        ToolProcess built = ToolProcess.Run("kubectl", ["kustomize", path])!;
        return built.Code == 0 ? ManifestSet.Parse(built.Output) : throw new InvalidOperationException($"{folder} does not build: {built.Error}");
    }
}

/// <summary>A test with kubectl; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = Kubectl.WhyNot;
}

/// <inheritdoc cref="KubectlFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = Kubectl.WhyNot;
}
