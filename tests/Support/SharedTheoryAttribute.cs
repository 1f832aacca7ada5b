using Xunit;

namespace Inference.Support;

/// <summary>A theory about the reference data; skipped, with the reason, in a clone that does not have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedData.SkipReason;
}
