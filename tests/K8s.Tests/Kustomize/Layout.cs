using Inference.Support;

namespace Inference.K8s.Tests.Kustomize;

/// <summary>What lies in k8s/: one base, overlays that are applied, components that they are made of.</summary>
internal static class Layout
{
    public const string Components = "components/";

    public static string Root { get; } = Path.Combine(SharedData.RepositoryRoot, "k8s");

    public static IReadOnlyList<string> Overlays { get; } = Folders("overlays");

    /// <summary>Everything that can be built.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Overlays, .. Folders("components")];

    /// <summary>An overlay of the base and one component, with what the component leaves to the overlay.</summary>
    public static string WriteOverlayOf(string component, string folder)
    {
        string root = Path.GetRelativePath(Path.GetFullPath(folder), Root);
        string policies = component == Components + "network-policy" ? "" : $"  - {root}/components/network-policy\n";
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
              - {root}/base
            components:
              - {root}/{component}
            {policies}configMapGenerator:
              - name: inference-model
                namespace: inference
                literals: [MODEL_SOURCE=hf://org/name, MODEL_PATH=/models/org/name]

            """);
        return folder;
    }

    private static string[] Folders(string kind) => [.. Directory.EnumerateDirectories(Path.Combine(Root, kind)).Select(path => $"{kind}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];
}
