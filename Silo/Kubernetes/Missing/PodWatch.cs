namespace Inference.Silo.Kubernetes;

/// <summary>In builds without <c>-p:KubernetesHosting=true</c>: the package, and the client that it needs, do not restore from every feed.</summary>
internal static class PodWatch
{
    /// <summary>Why this program cannot do it; null: it can.</summary>
    public static string WhyNot => "this program was built without Kubernetes hosting: build it with -p:KubernetesHosting=true, as the Dockerfile does";

    public static void Use(ISiloBuilder silo) => throw new InvalidOperationException(WhyNot);
}
