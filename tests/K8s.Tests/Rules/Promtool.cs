using Inference.K8s.Tests.Kustomize;
using Inference.Support;

namespace Inference.K8s.Tests.Rules;

/// <summary>Prometheus' own checker of rules: on PATH, or where ./test puts it.</summary>
internal static class Promtool
{
    private static readonly string Unpacked = Path.Combine(SharedData.RepositoryRoot, "artifacts", "prometheus", "usr", "bin", "promtool");

    private static readonly string Program = File.Exists(Unpacked) ? Unpacked : "promtool";

    /// <summary>Null where it can be run.</summary>
    public static string? WhyNot { get; } = ToolProcess.Run(Program, ["--version"]) is { Code: 0 } ? null : "promtool is not on PATH (Debian's package 'prometheus'; ./test unpacks it where it can be had), so that alerts are not tried out.";

    public static ToolProcess Run(string folder, params string[] arguments) => ToolProcess.Run(Program, arguments, folder)!;
}

/// <summary>A test with promtool; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.WhyNot;
}

/// <inheritdoc cref="PromtoolFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolTheoryAttribute : TheoryAttribute
{
    public PromtoolTheoryAttribute() => Skip = Promtool.WhyNot;
}
