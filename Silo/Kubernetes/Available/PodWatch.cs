namespace Inference.Silo.Kubernetes;

/// <summary>Silos whose pod is gone are dead at once. In builds with <c>-p:KubernetesHosting=true</c>, as container images are made.</summary>
internal static class PodWatch
{
    /// <summary>Why this program cannot do it; null: it can.</summary>
    public static string? WhyNot => null;

    public static void Use(ISiloBuilder silo)
    {
        // Orleans' agents, which switch themselves off and on again with every change of the membership, compare pods and silos as they start. PodWatcher does the rest.
        silo.UseKubernetesHosting(hosting => hosting.Configure(options => options.MaxAgents = 0));
        silo.Services.AddHostedService<PodWatcher>();
    }
}
