using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting.Kubernetes;
using Orleans.Runtime;

namespace Inference.Silo.Kubernetes;

/// <summary>Follows the pods of the cluster, and declares a silo dead when its pod is deleted: without the votes of others, which a frozen machine takes long to be given.</summary>
internal sealed partial class PodWatcher(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    IOptions<KubernetesHostingOptions> hosting,
    IOptions<ClusterOptions> cluster,
    TimeProvider time,
    ILogger<PodWatcher> log) : BackgroundService
{
    private static readonly TimeSpan BetweenWatches = TimeSpan.FromSeconds(1);
    private readonly string _cluster = $"{KubernetesHostingOptions.ServiceIdLabel}={cluster.Value.ServiceId},{KubernetesHostingOptions.ClusterIdLabel}={cluster.Value.ClusterId}";
    private readonly HashSet<string> _pods = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        KubernetesClientConfiguration configuration = hosting.Value.GetClientConfiguration();
        using k8s.Kubernetes client = new(configuration);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(client, configuration.Namespace, stoppingToken);
                await Task.Delay(BetweenWatches, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogProblem(log, error.Message);
                await Task.Delay(BetweenWatches, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Until the API server ends the watch, as it does now and then. What goes between two watches is missing from the next one's list.</summary>
    private async Task FollowAsync(k8s.Kubernetes client, string place, CancellationToken stop)
    {
        V1PodList list = await client.CoreV1.ListNamespacedPodAsync(namespaceParameter: place, labelSelector: _cluster, cancellationToken: stop);
        string[] present = [.. list.Items.Select(pod => pod.Metadata.Name)];
        foreach (string gone in _pods.Except(present).ToArray()) await DeclareDeadAsync(gone);
        _pods.UnionWith(present);

        IAsyncEnumerable<(WatchEventType, V1Pod)> changes = client.CoreV1.WatchListNamespacedPodAsync(
            namespaceParameter: place, labelSelector: _cluster, resourceVersion: list.Metadata.ResourceVersion, onError: error => LogProblem(log, error.Message), cancellationToken: stop);
        await foreach ((WatchEventType change, V1Pod pod) in changes.WithCancellation(stop))
        {
            if (change == WatchEventType.Deleted) await DeclareDeadAsync(pod.Metadata.Name);
            else _pods.Add(pod.Metadata.Name);
        }
    }

    private async Task DeclareDeadAsync(string pod)
    {
        _pods.Remove(pod);
        if (pod == self.Name) return;
        foreach (ClusterMember member in membership.CurrentSnapshot.Members.Values.Where(each => each.Name == pod && each.Status != SiloStatus.Dead))
        {
            LogGone(log, member.SiloAddress, pod);
            await membership.TryKill(member.SiloAddress);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} is dead: its pod {Pod} was deleted")]
    private static partial void LogGone(ILogger log, SiloAddress silo, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pods of the cluster cannot be watched, which is tried again: {Reason}")]
    private static partial void LogProblem(ILogger log, string reason);
}
