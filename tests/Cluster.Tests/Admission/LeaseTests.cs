using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Admission;

/// <summary>Fronts and an authority whose messages are lost, doubled and out of order.</summary>
public sealed class LeaseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Renew_UnreliableMessages_NoMoreIsUsedThanThereIs(int seed)
    {
        Random random = new(seed);
        VirtualTime time = new();
        NodeClock clock = new(time);
        TenantPolicy policy = new() { TokensPerMinute = 6000, MaxConcurrent = 7 };
        TenantLedger ledger = new(policy, TimeSpan.FromHours(1), clock);
        BudgetLease[] fronts = [.. Enumerable.Range(0, 4).Select(i => new BudgetLease("t", policy, $"f{i}", clock))];
        List<(int Front, LeaseRequest Message)> requests = [];
        List<(int Front, LeaseGrant Message)> answers = [];
        long used = 0;
        int mostInUse = 0;
        time.Run(async () =>
        {
            for (int step = 0; step < 20_000; step++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), clock);
                int front = random.Next(4);
                long tokens = random.Next(1, 400);
                switch (random.Next(6))
                {
                    case 0 or 1 when fronts[front].TryTake(tokens):
                        used += tokens;
                        break;
                    case 2 when fronts[front].InUse > 0:
                        long unused = random.Next(-20, 100);
                        fronts[front].Return(unused);
                        used -= unused;
                        break;
                    case 3:
                        requests.Add((front, fronts[front].Ask(random.Next(2000), fronts[front].InUse + random.Next(3))));
                        break;
                    case 4 when requests.Count > 0:
                        int at = random.Next(requests.Count);
                        answers.Add((requests[at].Front, ledger.Renew(requests[at].Message)));
                        if (random.Next(4) != 0) requests.RemoveAt(at);
                        break;
                    case 5 when answers.Count > 0:
                        int answer = random.Next(answers.Count);
                        if (random.Next(4) != 0) fronts[answers[answer].Front].Granted(answers[answer].Message);
                        if (random.Next(4) != 0) answers.RemoveAt(answer);
                        break;
                }

                if (requests.Count > 30) requests.Clear();
                if (answers.Count > 30) answers.Clear();
                ledger.CheckIntegrity();
                mostInUse = Math.Max(mostInUse, fronts.Sum(each => each.InUse));
                Assert.True(fronts.Sum(each => each.InUse) <= 7, $"Too many requests at step {step}");
                Assert.True(used <= 6000 + (6000 * TimeSpan.FromTicks(time.Now).TotalMinutes) + (20 * step), $"{used} tokens at step {step}");
            }

            await Task.Delay(TimeSpan.FromHours(2), clock);
            ledger.Expire();
            Assert.Equal((0, 0), (ledger.Leases, ledger.LeasedSlots));
        }, TimeSpan.FromHours(10));
        Assert.True(mostInUse > 2, "Nothing much happened.");
        Assert.True(used > 3000, "Nothing much was used.");
    }

    [Fact]
    public void Renew_FrontIsNotHeardOf_ItsPlacesAreFreeAfterItsLeaseEndedThere()
    {
        VirtualTime time = new();
        NodeClock clock = new(time);
        TenantPolicy policy = new() { MaxConcurrent = 2 };
        TenantLedger ledger = new(policy, TimeSpan.FromSeconds(5), clock);
        BudgetLease dead = new("t", policy, "dead", clock), alive = new("t", policy, "alive", clock);
        time.Run(async () =>
        {
            dead.Granted(ledger.Renew(dead.Ask(0, 2)));
            Assert.True(dead.TryTake(1));
            alive.Granted(ledger.Renew(alive.Ask(0, 2)));
            Assert.False(alive.TryTake(1));
            await Task.Delay(TimeSpan.FromSeconds(5), clock);
            Assert.False(dead.TryTake(1));
            alive.Granted(ledger.Renew(alive.Ask(0, 2)));
            Assert.False(alive.TryTake(1));
            await Task.Delay(TimeSpan.FromSeconds(2), clock);
            alive.Granted(ledger.Renew(alive.Ask(0, 2)));
            Assert.True(alive.TryTake(1) && alive.TryTake(1));
        });
    }
}
