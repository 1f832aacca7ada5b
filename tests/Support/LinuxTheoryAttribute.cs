using Xunit;

namespace Inference.Support;

/// <summary>A theory about what only Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "this is about Linux";
}
