using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Prefixes;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Cluster.Tests.Routing;

/// <summary>A directory and the reporters of its replicas.</summary>
internal sealed class Fleet
{
    private readonly List<ReplicaReporter> _reporters = [];

    public Fleet(int replicas, RoutingOptions? options = null)
    {
        Options = options ?? new RoutingOptions();
        Directory = new RoutingDirectory(Options);
        for (int i = 0; i < replicas; i++) _reporters.Add(new ReplicaReporter(Id(i), 1));
        for (int i = 0; i < replicas; i++) Report(i, 0);
    }

    public RoutingOptions Options { get; }

    public RoutingDirectory Directory { get; }

    public static ReplicaId Id(int replica) => new($"r{replica}");

    public static int[] Prompt(int seed, int tokens) => [.. Enumerable.Range(0, tokens).Select(i => (seed * 1000) + i)];

    public static ulong[] Keys(int[] prompt) => PromptPrefix.KeysOf(prompt, null, 512);

    public static IEnumerable<PrefixHash> Blocks(int[] prompt)
    {
        PrefixHash hash = PrefixHash.Root(null);
        for (int at = 0; at + TokenBlock.Size <= prompt.Length; at += TokenBlock.Size) yield return hash = hash.Next(prompt.AsSpan(at, TokenBlock.Size));
    }

    public void Cache(int replica, int[] prompt)
    {
        foreach (PrefixHash block in Blocks(prompt)) _reporters[replica].Cached(block);
    }

    public void Report(int replica, long queued, bool accepts = true)
    {
        Directory.Apply(_reporters[replica].Delta(new ReplicaLoad(queued, 0, accepts)));
        Directory.Publish();
    }

    public RequestRouter Router(string policy)
    {
        Options.Policy = policy;
        return new RequestRouter(Directory, Options);
    }

    public static string? Route(RequestRouter router, int[] prompt, ulong session = 0, params int[] avoid)
    {
        int slot = router.Route(new RoutingQuery(Keys(prompt), prompt.Length, session, avoid), out RoutingTable table);
        return slot < 0 ? null : table.ReplicaAt(slot)!.Value.Name;
    }
}
