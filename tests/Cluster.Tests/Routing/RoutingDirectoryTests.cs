using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Prefixes;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Cluster.Tests.Routing;

public sealed class RoutingDirectoryTests
{
    private static readonly ReplicaLoad Idle = new(0, 0);

    [Fact]
    public void Apply_ReportTwiceOrLate_IsStale()
    {
        RoutingDirectory directory = new(new RoutingOptions());
        ReplicaReporter reporter = new(new ReplicaId("a"), 1);
        ReplicaReport first = reporter.Delta(Idle), second = reporter.Delta(Idle);
        Assert.Equal(ReportOutcome.Applied, directory.Apply(first));
        Assert.Equal(ReportOutcome.Applied, directory.Apply(second));
        Assert.Equal(ReportOutcome.Stale, directory.Apply(first));
        Assert.Equal(ReportOutcome.Stale, directory.Apply(second));
    }

    [Fact]
    public void Apply_CurrentReportToARouterThatIsNew_DeltasFollowIt()
    {
        RoutingDirectory directory = new(new RoutingOptions());
        ReplicaReporter reporter = new(new ReplicaId("a"), 1);
        int[] prompt = Fleet.Prompt(1, 48);
        PrefixHash[] blocks = [.. Fleet.Blocks(prompt)];
        reporter.Cached(blocks[0]);
        Assert.Throws<InvalidOperationException>(() => reporter.Current(Idle));
        reporter.Delta(Idle);
        Assert.Equal(ReportOutcome.Applied, directory.Apply(reporter.Current(Idle)));
        reporter.Cached(blocks[1]);
        Assert.Equal(ReportOutcome.Applied, directory.Apply(reporter.Delta(Idle)));
    }

    [Fact]
    public void Apply_GapBetweenReports_AsksForAFullOneAndIgnoresDeltasUntilThen()
    {
        RoutingDirectory directory = new(new RoutingOptions());
        ReplicaReporter reporter = new(new ReplicaId("a"), 1);
        int[] prompt = Fleet.Prompt(1, 48);
        directory.Apply(reporter.Delta(Idle));
        reporter.Cached(Fleet.Blocks(prompt).First());
        reporter.Delta(Idle);
        reporter.Cached(Fleet.Blocks(prompt).ElementAt(1));
        Assert.Equal(ReportOutcome.NeedsResync, directory.Apply(reporter.Delta(new ReplicaLoad(5, 0))));
        Assert.Equal(5, directory.Publish().At(0)!.Load.QueuedTokens);
        Assert.Equal(ReportOutcome.NeedsResync, directory.Apply(reporter.Delta(Idle)));
        Assert.Equal(ReportOutcome.Applied, directory.Apply(reporter.Full(Idle)));
        RoutingTable table = directory.Publish();
        int slot = table.SlotOf(new ReplicaId("a"));
        Assert.All(Fleet.Keys(prompt), key => Assert.True(table.Prefixes.Find(key).Contains(slot)));
    }

    [Fact]
    public void Apply_NewIncarnation_ForgetsWhatTheOldOneHad()
    {
        RoutingDirectory directory = new(new RoutingOptions { SweepFraction = 1 });
        int[] prompt = Fleet.Prompt(1, 48);
        ReplicaReporter old = new(new ReplicaId("a"), 1), renewed = new(new ReplicaId("a"), 2);
        foreach (PrefixHash block in Fleet.Blocks(prompt)) old.Cached(block);
        directory.Apply(old.Delta(Idle));
        directory.Publish();
        Assert.Equal(ReportOutcome.Applied, directory.Apply(renewed.Delta(Idle)));
        Assert.Equal(ReportOutcome.Stale, directory.Apply(old.Delta(Idle)));
        RoutingTable table = directory.Publish();
        int slot = table.SlotOf(new ReplicaId("a"));
        Assert.All(Fleet.Keys(prompt), key => Assert.False(table.Prefixes.Find(key).Contains(slot)));
    }

    [Fact]
    public void Publish_TableTakenBefore_StaysAsItWas()
    {
        RoutingDirectory directory = new(new RoutingOptions());
        ReplicaReporter reporter = new(new ReplicaId("a"), 1);
        directory.Apply(reporter.Delta(Idle));
        RoutingTable before = directory.Publish();
        Assert.Same(before, directory.Publish());
        reporter.Cached(Fleet.Blocks(Fleet.Prompt(1, 17)).First());
        directory.Apply(reporter.Delta(Idle));
        RoutingTable after = directory.Publish();
        ulong key = Fleet.Keys(Fleet.Prompt(1, 17))[0];
        Assert.True(before.Prefixes.Find(key).IsEmpty);
        Assert.False(after.Prefixes.Find(key).IsEmpty);
        Assert.True(after.Version > before.Version);
    }

    [Fact]
    public void Publish_RandomLife_IsWhatTheReplicasHave()
    {
        Random random = new(11);
        RoutingDirectory directory = new(new RoutingOptions());
        Dictionary<string, (ReplicaReporter Reporter, HashSet<PrefixHash> Has, int Incarnation)> replicas = [];
        PrefixHash[] blocks = [.. Enumerable.Range(0, 40).Select(i => PrefixHash.Root($"{i}"))];
        for (int step = 0; step < 4000; step++)
        {
            string name = $"r{random.Next(12)}";
            if (!replicas.TryGetValue(name, out var replica) || random.Next(60) == 0)
            {
                replica = (new ReplicaReporter(new ReplicaId(name), replica.Incarnation + 1), [], replica.Incarnation + 1);
                replicas[name] = replica;
            }

            for (int i = random.Next(4); i > 0; i--)
            {
                PrefixHash block = blocks[random.Next(blocks.Length)];
                if (replica.Has.Remove(block)) replica.Reporter.Evicted(block);
                else if (replica.Has.Add(block)) replica.Reporter.Cached(block);
            }

            ReplicaReport report = replica.Reporter.Delta(Idle);
            if (random.Next(10) != 0 && directory.Apply(report) == ReportOutcome.NeedsResync) directory.Apply(replica.Reporter.Full(Idle));
            if (random.Next(50) == 0)
            {
                // What it sent before comes late, and does not bring it back.
                directory.Remove(new ReplicaId(name));
                Assert.Equal(ReportOutcome.Stale, directory.Apply(replica.Reporter.Full(Idle)));
                replicas[name] = (new ReplicaReporter(new ReplicaId(name), replica.Incarnation + 1), [], replica.Incarnation + 1);
            }

            if (step % 40 != 0) continue;
            foreach (var known in replicas.Values)
            {
                // What was lost on the way is made good by the next report.
                if (directory.Apply(known.Reporter.Delta(Idle)) == ReportOutcome.NeedsResync) directory.Apply(known.Reporter.Full(Idle));
            }

            RoutingTable table = directory.Publish();
            foreach ((string known, var (_, has, _)) in replicas)
            {
                int slot = table.SlotOf(new ReplicaId(known));
                Assert.All(blocks, block => Assert.Equal(has.Contains(block), table.Prefixes.Find(PromptPrefix.KeyOf(block)).Contains(slot)));
            }
        }
    }

    [Fact]
    public void Apply_MoreBlocksThanTheBound_KeepsTheBound()
    {
        RoutingDirectory directory = new(new RoutingOptions { MaxBlocksPerReplica = 10 });
        ReplicaReporter reporter = new(new ReplicaId("a"), 1);
        for (int i = 0; i < 100; i++) reporter.Cached(PrefixHash.Root($"{i}"));
        directory.Apply(reporter.Delta(Idle));
        Assert.Equal(10, directory.Publish().Prefixes.Count());
        for (int i = 0; i < 100; i++) reporter.Evicted(PrefixHash.Root($"{i}"));
        directory.Apply(reporter.Delta(Idle));
        Assert.Equal(0, directory.Publish().Prefixes.Count());
    }

    [Fact]
    public void ReplicaSet_RandomMembers_AreThose()
    {
        Random random = new(5);
        ReplicaSet set = default;
        SortedSet<int> expected = [];
        for (int i = 0; i < 3000; i++)
        {
            int slot = random.Next(i < 1000 ? 6 : 400);
            bool add = random.Next(2) == 0;
            set = add ? set.With(slot) : set.Without(slot);
            _ = add ? expected.Add(slot) : expected.Remove(slot);
            List<int> members = [];
            foreach (int member in set) members.Add(member);
            Assert.Equal(expected, members.Order());
            Assert.Equal(expected.Count == 0, set.IsEmpty);
        }
    }
}
