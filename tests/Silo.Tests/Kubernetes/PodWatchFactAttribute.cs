using Inference.Silo.Kubernetes;

namespace Inference.Silo.Tests.Kubernetes;

/// <summary>A test of silos that watch pods: skipped where they were built without.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PodWatchFactAttribute : FactAttribute
{
    public PodWatchFactAttribute() => Skip = PodWatch.WhyNot ?? (OperatingSystem.IsLinux() ? PodProcess.WhyNot : "pods are imitated by Linux' namespaces");
}
