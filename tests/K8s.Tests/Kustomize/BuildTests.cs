using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Kustomize;

public sealed class BuildTests
{
    public static TheoryData<string> All => [.. Layout.All];

    [Fact]
    public void Overlays_AreThoseOfTheDesign() =>
        Assert.Equal(["overlays/cpu", "overlays/gpu", "overlays/multi-model", "overlays/spot"], Layout.Overlays);

    [KubectlTheory]
    [MemberData(nameof(All))]
    public void Kustomize_OverlayOrComponent_Builds(string folder)
    {
        ManifestSet built = Kubectl.Build(folder);

        Assert.Equal(["inference-front", "inference-worker"], built.OfKind("Deployment").Select(deployment => deployment.Name).Where(name => !name.EndsWith("on-demand", StringComparison.Ordinal)));
        Assert.Equal(built.Objects.Count, built.Objects.DistinctBy(each => (each.Kind, each.Namespace, each.Name)).Count());
    }

    [KubectlTheory]
    [MemberData(nameof(All))]
    public void Kustomize_OverlayOrComponent_ChangesTheBase(string folder)
    {
        ManifestSet built = Kubectl.Build(folder), without = Kubectl.Build(folder == "components/network-policy" ? "base" : "components/network-policy");

        Assert.NotEqual(TextOf(without), TextOf(built));
    }

    private static string TextOf(ManifestSet set) => string.Join('\n', set.Objects.Select(each => each.Json.ToJsonString()));
}
