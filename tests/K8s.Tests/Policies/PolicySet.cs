using Inference.K8s.Tests.Manifests;

namespace Inference.K8s.Tests.Policies;

/// <summary>What holds for everything that is applied, beyond its schema: a file each, a row here.</summary>
internal static class PolicySet
{
    public static readonly IReadOnlyDictionary<string, Func<ManifestSet, IEnumerable<string>>> All = new Dictionary<string, Func<ManifestSet, IEnumerable<string>>>
    {
        ["resources"] = ResourcePolicy.Violations,
        ["probes"] = ProbePolicy.Violations,
        ["security"] = SecurityPolicy.Violations,
        ["images"] = ImagePolicy.Violations,
        ["lifecycle"] = LifecyclePolicy.Violations,
        ["selectors"] = SelectorPolicy.Violations,
        ["scalers"] = ScalerPolicy.Violations,
        ["rights"] = RbacPolicy.Violations,
        ["references"] = ReferencePolicy.Violations,
        ["silos"] = SiloPolicy.Violations,
        ["reach"] = ReachPolicy.Violations,
        ["way-out"] = WayOutPolicy.Violations,
        ["public"] = PublicPolicy.Violations,
    };

    public static IReadOnlyList<string> ViolationsOf(ManifestSet set) => [.. All.SelectMany(policy => policy.Value(set).Select(violation => $"{policy.Key}: {violation}"))];
}
