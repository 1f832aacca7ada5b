using Xunit;

namespace Inference.Support;

/// <summary>A fact about the reference data; skipped, with the reason, in a clone that does not have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedData.SkipReason;
}
