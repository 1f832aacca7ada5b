using Inference.K8s.Tests.Kustomize;

namespace Inference.K8s.Tests.Policies;

public sealed class PolicyTests
{
    public static TheoryData<string> All => [.. Layout.All];

    [KubectlTheory]
    [MemberData(nameof(All))]
    public void Objects_OverlayOrComponent_KeepThePolicies(string folder) => Assert.Empty(PolicySet.ViolationsOf(Kubectl.Build(folder)));
}
