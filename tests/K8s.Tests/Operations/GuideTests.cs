using System.Text.RegularExpressions;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.K8s.Tests.Options;
using Inference.K8s.Tests.Policies;
using Inference.K8s.Tests.Rules;
using Inference.Support;

namespace Inference.K8s.Tests.Operations;

/// <summary>docs/operations.md says what is.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "operations.md"));

    private static readonly HashSet<string> Anchors = [.. Heading().Matches(Guide).Select(match => match.Groups[1].Value.ToLowerInvariant().Replace(' ', '-'))];

    [Fact]
    public void Runbooks_OfAllAlerts_AreThere() =>
        Assert.All(RuleFile.Alerts, alert => Assert.Contains(alert.TextAt("annotations", "runbook") ?? "none", Anchors.Select(anchor => "docs/operations.md#" + anchor)));

    [Fact]
    public void Links_WithinThePage_Lead() => Assert.All(Link().Matches(Guide).Select(match => match.Groups[1].Value), anchor => Assert.Contains(anchor, Anchors));

    [Fact]
    public void Layout_EveryOverlayAndComponent_IsTold() =>
        Assert.All(Layout.All, folder => Assert.Contains(folder.StartsWith("overlays", StringComparison.Ordinal) ? $"`k8s/{folder}`" : $"`{Path.GetFileName(folder)}`", Guide, StringComparison.Ordinal));

    [Fact]
    public void Secrets_ThatPodsNeed_AreMade() => Assert.All(ReferencePolicy.Secrets, secret => Assert.Matches($@"create secret (generic|tls) {secret} ", Guide));

    [Fact]
    public void Settings_InTheText_AreOptions() =>
        Assert.Empty(Setting().Matches(Guide).Select(match => match.Groups[1].Value).Distinct().Except(AcceptedOptions.Variables).Except(["MODEL_SOURCE", "HEALTHCHECK"]));

    [Fact]
    public void Files_InTheText_AreThere() =>
        Assert.All(InRepository().Matches(Guide).Select(match => match.Value), path => Assert.True(Path.Exists(Path.Combine(SharedData.RepositoryRoot, path)), path));

    [GeneratedRegex(@"^#{2,3} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#([\w-]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Z]{3,}(?:_[A-Z0-9]+)*)(?:=\S+)?`")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\bk8s/[\w/.-]*\w")]
    private static partial Regex InRepository();
}
