using Inference.Cluster.Admission.Fairness;

namespace Inference.Cluster.Tests.Admission;

public sealed class FairQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Dequeue_TenantsThatAllWait_AreServedByWeightUpToOneRequestOfEach(int seed)
    {
        Random random = new(seed);
        double[] weights = [1, 1, 2, 5, 0.5];
        FairQueue<object> queue = new();
        double[] served = new double[5], dearest = new double[5];
        bool[] waited = new bool[5];
        for (int step = 0; step < 20_000; step++)
        {
            int tenant = random.Next(5);
            long cost = tenant == 3 ? random.Next(500, 4000) : random.Next(1, 300);
            if (queue.CountOf($"t{tenant}") < 20)
            {
                queue.Enqueue(new FairEntry<object>($"t{tenant}", weights[tenant], cost, random.Next(3), null, new object()));
                dearest[tenant] = Math.Max(dearest[tenant], cost);
            }

            if (random.Next(3) == 0 || !queue.TryDequeue(_ => true, out FairEntry<object>? next)) continue;
            served[next.Tenant[1] - '0'] += next.Charged;
            queue.CheckIntegrity();
            for (int i = 0; i < 5; i++)
            {
                bool waits = queue.CountOf($"t{i}") > 0;

                // Who has nothing waiting makes no claim; the comparison with it starts anew.
                if (!waits || !waited[i]) Array.Clear(served);
                waited[i] = waits;
            }

            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double bound = (dearest[i] / weights[i]) + (dearest[j] / weights[j]);
                    Assert.True(Math.Abs((served[i] / weights[i]) - (served[j] / weights[j])) <= bound + 1e-6, $"{i} and {j} at step {step}");
                }
            }
        }
    }

    [Fact]
    public void Dequeue_LightTenantComesToAFloodOfOthers_WaitsForOneRequestOfEachAtMost()
    {
        FairQueue<object> queue = new();
        for (int tenant = 0; tenant < 9; tenant++)
        {
            for (int i = 0; i < 100; i++) queue.Enqueue(Entry($"heavy{tenant}", 4000));
        }

        for (int i = 0; i < 123; i++) Assert.True(queue.TryDequeue(_ => true, out _));
        queue.Enqueue(Entry("light", 10));
        List<string> before = [];
        while (queue.TryDequeue(_ => true, out FairEntry<object>? next) && next.Tenant != "light") before.Add(next.Tenant);
        Assert.Distinct(before);
    }

    [Fact]
    public void Dequeue_OneTenantsRequests_GoByPriorityThenDeadlineThenArrival()
    {
        FairQueue<object> queue = new();
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        FairEntry<object>[] inOrder =
        [
            new("t", 1, 1, -1, null, "a"), new("t", 1, 1, 0, now, "b"), new("t", 1, 1, 0, now.AddSeconds(1), "c"), new("t", 1, 1, 0, null, "d"), new("t", 1, 1, 0, null, "e"),
        ];
        foreach (int i in new[] { 3, 1, 4, 0, 2 }) queue.Enqueue(inOrder[i]);
        List<object> taken = [];
        while (queue.TryDequeue(_ => true, out FairEntry<object>? next)) taken.Add(next.Item);
        Assert.Equal(["a", "b", "c", "d", "e"], taken);
    }

    [Fact]
    public void Settle_RequestUsedLess_TenantIsServedEarlier()
    {
        FairQueue<object> queue = new();
        for (int i = 0; i < 40; i++)
        {
            queue.Enqueue(Entry("modest", 1000));
            queue.Enqueue(Entry("greedy", 1000));
        }

        int modest = 0;
        for (int i = 0; i < 30; i++)
        {
            Assert.True(queue.TryDequeue(_ => true, out FairEntry<object>? next));
            if (next.Tenant != "modest") continue;
            modest++;
            queue.Settle("modest", 750);
        }

        Assert.InRange(modest, 23, 25);
    }

    private static FairEntry<object> Entry(string tenant, long cost) => new(tenant, 1, cost, 0, null, new object());
}
