namespace Inference.Silo.Kubernetes;

/// <summary>Silos whose pod is gone are dead at once. In builds with <c>-p:KubernetesHosting=true</c>, as container images are made.</summary>
internal static class PodWatch
{
    /// <summary>Why this program cannot do it; null: it can.</summary>
    public static string? WhyNot => null;

    public static void Use(ISiloBuilder silo) => silo.UseKubernetesHosting();
}
