namespace Inference.Cluster.Routing;

/// <summary>How requests find their replica.</summary>
public sealed class RoutingOptions
{
    internal const int MaxSlots = ushort.MaxValue - 1;

    /// <summary>The policy, by name: one of <see cref="RoutingPolicies.Names"/>. prefix-aware.</summary>
    public string Policy { get; set; } = RoutingPolicies.PrefixAware;

    /// <summary>Blocks of one replica's cache that the index keeps, the first reported ones; bounds its memory. 8192, about 200 KB a replica.</summary>
    public int MaxBlocksPerReplica { get; set; } = 8192;

    /// <summary>Blocks of a prompt that are looked up. 512.</summary>
    public int MaxBlocksPerPrompt { get; set; } = 512;

    /// <summary>Tokens that one running sequence counts for in a replica's load: it slows each step for a newcomer. 16.</summary>
    public int RunningWeight { get; set; } = 16;

    /// <summary>What a cached token saves, in queued tokens. 1.</summary>
    public double CacheWeight { get; set; } = 1;

    /// <summary>A session leaves its replica where that has more than this many times the mean load. 2.</summary>
    public double SessionLoadBound { get; set; } = 2;

    /// <summary>The index is cleared of replicas that are gone when they are one of so many. 16.</summary>
    public int SweepFraction { get; set; } = 16;

    /// <summary>Of the policies that draw lots. 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems()
    {
        OptionProblems problems = new();
        problems.Expect(RoutingPolicies.Names.Contains(Policy), $"{nameof(Policy)} is '{Policy}'; one of {string.Join(", ", RoutingPolicies.Names)}.");
        problems.Expect(MaxBlocksPerReplica >= 0, $"{nameof(MaxBlocksPerReplica)} is {MaxBlocksPerReplica}; at least 0.");
        problems.Expect(MaxBlocksPerPrompt >= 0, $"{nameof(MaxBlocksPerPrompt)} is {MaxBlocksPerPrompt}; at least 0.");
        problems.Expect(RunningWeight >= 0, $"{nameof(RunningWeight)} is {RunningWeight}; at least 0.");
        problems.Expect(CacheWeight is >= 0 and <= 1000, $"{nameof(CacheWeight)} is {CacheWeight}; from 0 to 1000.");
        problems.Expect(SessionLoadBound is >= 1 and <= 1e6, $"{nameof(SessionLoadBound)} is {SessionLoadBound}; from 1 to a million.");
        problems.Expect(SweepFraction >= 1, $"{nameof(SweepFraction)} is {SweepFraction}; at least 1.");
        return problems.All;
    }

    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public void ThrowIfInvalid() => OptionProblems.Throw("Routing", Problems());
}
