using Inference.Cluster;
using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Prefixes;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Routing;

/// <summary>
/// Replicas whose caches hold what tenants share and what conversations added: 200 tenants with system prompts of 16 to 128
/// blocks, each on a fiftieth of the replicas and the first ones on all, and conversations of 8 to 64 blocks more on one each.
/// </summary>
internal sealed class SampleFleet
{
    private const int Tenants = 200, Common = 3, ConversationsPerReplica = 40;
    private readonly Random _random;
    private readonly ReplicaReporter[] _reporters;

    public SampleFleet(int replicas, int seed)
    {
        _random = new Random(seed);
        _reporters = [.. Enumerable.Range(0, replicas).Select(i => new ReplicaReporter(new ReplicaId($"replica-{i}"), 1))];
        PrefixHash[][] tenants = [.. Enumerable.Range(0, Tenants).Select(i => Chain(PrefixHash.Root($"{i}"), _random.Next(16, 129)))];
        List<ulong[]> prompts = [];
        HashSet<ulong> distinct = [];
        for (int i = 0; i < replicas; i++)
        {
            for (int conversation = 0; conversation < ConversationsPerReplica; conversation++)
            {
                int tenant = conversation < Common ? conversation : Common + ((i + (conversation * 50)) % (Tenants - Common));
                PrefixHash[] own = Chain(tenants[tenant][^1], _random.Next(8, 65));
                foreach (PrefixHash block in tenants[tenant].Concat(own))
                {
                    _reporters[i].Cached(block);
                    distinct.Add(PromptPrefix.KeyOf(block));
                }

                // The next turn of a conversation, a new conversation of a tenant, and a stranger.
                if (conversation % 8 == 0) prompts.Add([.. tenants[tenant].Concat(Chain(own[^1], 8).Prepend(own[0])).Select(PromptPrefix.KeyOf)]);
                if (conversation % 8 == 1) prompts.Add([.. tenants[tenant].Concat(own).Concat(Chain(own[^1], 8)).Select(PromptPrefix.KeyOf)]);
                if (conversation % 32 == 2) prompts.Add([.. Chain(PrefixHash.Root($"new {i} {conversation}"), 64).Select(PromptPrefix.KeyOf)]);
            }

            ReplicaReport report = _reporters[i].Delta(new ReplicaLoad(_random.Next(4000), _random.Next(32)));
            Blocks += report.Added.Count;
            Directory.Apply(report);
        }

        Directory.Publish();
        Distinct = distinct.Count;
        Prompts = [.. prompts];
        _random.Shuffle(Prompts);
    }

    public RoutingDirectory Directory { get; } = new(new RoutingOptions());

    public ulong[][] Prompts { get; }

    public long Blocks { get; }

    public int Distinct { get; }

    /// <summary>A replica's next report: 16 blocks more, and another load.</summary>
    public ReplicaReport Next(int replica)
    {
        foreach (PrefixHash block in Chain(PrefixHash.Root($"later {_random.Next()}"), 16)) _reporters[replica].Cached(block);
        return _reporters[replica].Delta(new ReplicaLoad(_random.Next(4000), _random.Next(32)));
    }

    private PrefixHash[] Chain(PrefixHash parent, int blocks)
    {
        PrefixHash[] chain = new PrefixHash[blocks];
        int[] tokens = new int[TokenBlock.Size];
        for (int i = 0; i < blocks; i++)
        {
            for (int j = 0; j < tokens.Length; j++) tokens[j] = _random.Next(100_000);
            chain[i] = parent = parent.Next(tokens);
        }

        return chain;
    }
}
