using Inference.Cluster.Routing;

namespace Inference.Cluster.Tests.Routing;

public sealed class RequestRouterTests
{
    public static TheoryData<string> Policies => [.. RoutingPolicies.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Route_NoReplicaAccepts_FindsNone(string policy)
    {
        Fleet fleet = new(2);
        fleet.Report(0, 0, accepts: false);
        fleet.Report(1, 0, accepts: false);
        Assert.Null(Fleet.Route(fleet.Router(policy), Fleet.Prompt(1, 40), session: 7));
        Assert.Null(Fleet.Route(new Fleet(0).Router(policy), Fleet.Prompt(1, 40)));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Route_SomeToBeAvoided_OnlyOthersAreChosen(string policy)
    {
        Fleet fleet = new(4);
        fleet.Cache(2, Fleet.Prompt(1, 64));
        fleet.Report(2, 0);
        RequestRouter router = fleet.Router(policy);
        for (int i = 0; i < 50; i++) Assert.Equal("r1", Fleet.Route(router, Fleet.Prompt(1, 64), session: (ulong)i, avoid: [0, 2, 3]));
        Assert.Null(Fleet.Route(router, Fleet.Prompt(1, 64), session: 1, avoid: [0, 1, 2, 3]));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Route_EqualReplicas_AllGetAShare(string policy)
    {
        RequestRouter router = new Fleet(8).Router(policy);
        Dictionary<string, int> shares = [];
        for (int i = 0; i < 800; i++)
        {
            string replica = Fleet.Route(router, Fleet.Prompt(i, 40), session: (ulong)i * 7919)!;
            shares[replica] = shares.GetValueOrDefault(replica) + 1;
        }

        Assert.Equal(8, shares.Count);
        Assert.All(shares.Values, share => Assert.InRange(share, 50, 200));
    }

    [Theory]
    [InlineData(RoutingPolicies.LeastLoad)]
    [InlineData(RoutingPolicies.PrefixAware)]
    public void Route_OneReplicaIsLight_GetsRequestsUntilItIsAsHeavyAsOthers(string policy)
    {
        Fleet fleet = new(3);
        fleet.Report(0, 999);
        fleet.Report(2, 999);
        RequestRouter router = fleet.Router(policy);
        int first = Enumerable.Range(0, 100).TakeWhile(i => Fleet.Route(router, Fleet.Prompt(i, 84)) == "r1").Count();
        Assert.Equal(10, first);
    }

    [Fact]
    public void Route_PrefixAware_GoesWhereThePrefixIsUnlessTheQueueCostsMore()
    {
        Fleet fleet = new(5);
        int[] prompt = Fleet.Prompt(1, 330);
        fleet.Cache(3, prompt);
        fleet.Cache(4, prompt[..64]);
        fleet.Report(3, 319);
        fleet.Report(4, 100);
        Assert.Equal("r3", Fleet.Route(fleet.Router(RoutingPolicies.PrefixAware), prompt));
        fleet.Report(3, 321);
        Assert.NotEqual("r3", Fleet.Route(fleet.Router(RoutingPolicies.PrefixAware), prompt));
    }

    [Fact]
    public void Route_PrefixAwareAgainstEveryReplicaInTurn_IsNoWorse()
    {
        Random random = new(3);
        Fleet fleet = new(40);
        int[][] prompts = [.. Enumerable.Range(0, 12).Select(i => Fleet.Prompt(i, 16 * random.Next(2, 30)))];
        int[,] cached = new int[40, 12];
        for (int i = 0; i < 40; i++)
        {
            for (int p = 0; p < 12; p++)
            {
                cached[i, p] = random.Next(3) == 0 ? (prompts[p].Length / 16) - 1 : 0;
                fleet.Cache(i, prompts[p][..(cached[i, p] * 16)]);
            }
        }

        long[] load = [.. Enumerable.Range(0, 40).Select(_ => (long)random.Next(600))];
        for (int i = 0; i < 40; i++) fleet.Report(i, load[i]);
        for (int p = 0; p < 12; p++)
        {
            int chosen = int.Parse(Fleet.Route(fleet.Router(RoutingPolicies.PrefixAware), prompts[p])![1..]);
            long best = Enumerable.Range(0, 40).Min(i => load[i] - (cached[i, p] * 16));
            Assert.Equal(best, load[chosen] - (cached[chosen, p] * 16));
        }
    }

    [Fact]
    public void Route_SameSession_StaysWhenReplicasComeAndGo()
    {
        Fleet fleet = new(20);
        for (int i = 0; i < 20; i++) fleet.Report(i, 10_000);
        RequestRouter router = fleet.Router(RoutingPolicies.SessionAffinity);
        string[] before = [.. Enumerable.Range(1, 200).Select(session => Fleet.Route(router, [1, 2], (ulong)session)!)];
        fleet.Directory.Remove(Fleet.Id(7));
        fleet.Directory.Publish();
        for (int session = 1; session <= 200; session++)
        {
            string now = Fleet.Route(router, [1, 2], (ulong)session)!;
            if (before[session - 1] != "r7") Assert.Equal(before[session - 1], now);
            else Assert.NotEqual("r7", now);
        }
    }

    [Fact]
    public void Route_SessionsReplicaIsOverloaded_GoesElsewhere()
    {
        Fleet fleet = new(6);
        RequestRouter router = fleet.Router(RoutingPolicies.SessionAffinity);
        string home = Fleet.Route(router, [1, 2], 42)!;
        fleet.Report(int.Parse(home[1..]), 100_000);
        Assert.NotEqual(home, Fleet.Route(router, [1, 2], 42));
    }

    [Fact]
    public void Problems_EverythingWrong_NamesAll()
    {
        RoutingOptions options = new() { Policy = "best", MaxBlocksPerPrompt = -1, MaxBlocksPerReplica = -1, RunningWeight = -1, CacheWeight = double.NaN, SessionLoadBound = 0, SweepFraction = 0 };
        Assert.Equal(7, options.Problems().Count);
        Assert.Throws<ArgumentException>(() => RoutingPolicies.Create(options));
        Assert.Empty(new RoutingOptions().Problems());
    }
}
