using System.Text.RegularExpressions;
using Inference.Support;

namespace Inference.Silo.Tests.Kubernetes;

public sealed partial class PodWatchTests
{
    [PodWatchFact]
    public async Task KubernetesHosting_PodsOfFrozenSilosAreDeleted_TheyAreDeadAtOnceWithTheRightsOfTheManifests()
    {
        using TemporaryFolder account = new();
        string[] rights = Verbs().Match(await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "k8s", "components", "kubernetes-hosting", "rbac.yaml"))).Groups[1].Value.Split(", ");
        await using FakeApiServer server = await FakeApiServer.StartAsync(rights);
        server.WriteAccount(account.Path);
        int primary = PodProcess.FreePort();
        server.Add("pod-0");
        await using PodProcess first = await PodProcess.StartAsync("pod-0", account.Path, server.Url, primary, primary);

        // More than once: a change of the membership must not end the watch.
        foreach (string name in (string[])["pod-1", "pod-2"])
        {
            server.Add(name);
            await using PodProcess pod = await PodProcess.StartAsync(name, account.Path, server.Url, PodProcess.FreePort(), primary);
            TaskCompletionSource dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
            first.Said += line =>
            {
                if (line.Contains($"its pod {name} was deleted", StringComparison.Ordinal)) dead.TrySetResult();
            };
            pod.Freeze();
            server.Delete(name);
            await dead.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(rights.ToHashSet(), server.Verbs.ToHashSet());
        Assert.DoesNotContain("cannot be watched", first.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"verbs: \[([^\]]*)\]")]
    private static partial Regex Verbs();
}
