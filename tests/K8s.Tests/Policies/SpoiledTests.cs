using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>Each policy finds what it is there for.</summary>
public sealed class SpoiledTests
{
    public static TheoryData<string> All => [.. Spoiled.All.Select(each => each.ToString())];

    [KubectlTheory]
    [MemberData(nameof(All))]
    public void Violations_SpoiledObject_AreFound(string what)
    {
        Spoiled spoiled = Spoiled.All.Single(each => each.ToString() == what);
        ManifestSet good = Kubectl.Build("overlays/" + spoiled.Overlay);

        IEnumerable<string> found = PolicySet.ViolationsOf(spoiled.Apply(good)).Except(PolicySet.ViolationsOf(good));

        Assert.Contains(found, violation => violation.Contains(spoiled.Expected, StringComparison.Ordinal));
    }

    [KubectlFact]
    public void Policies_EveryOne_HasSomethingSpoiled()
    {
        IEnumerable<string> proven = Spoiled.All.SelectMany(spoiled => PolicySet.ViolationsOf(spoiled.Apply(Kubectl.Build("overlays/" + spoiled.Overlay)))).Select(violation => violation.Split(':')[0]);

        Assert.Equal(PolicySet.All.Keys.Order(StringComparer.Ordinal), proven.Distinct().Order(StringComparer.Ordinal));
    }
}
