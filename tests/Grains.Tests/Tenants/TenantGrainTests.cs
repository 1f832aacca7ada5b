using Inference.Client.Models;
using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;

namespace Inference.Grains.Tests.Tenants;

public sealed class TenantGrainTests
{
    [Fact]
    public async Task RenewAsync_TwoFronts_ShareOneBudget()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        ClusterTenants tenants = new(silos.Grains);
        TenantPolicy policy = new() { TokensPerMinute = 1000, MaxConcurrent = 3 };
        LeaseGrant one = await tenants.RenewAsync(Ask("one", 800, 2)), other = await tenants.RenewAsync(Ask("other", 800, 2));
        Assert.Equal((800, 2), (one.GrantedTokens, one.Slots));
        Assert.InRange(other.GrantedTokens, 200, 260);
        Assert.Equal(1, other.Slots);
        Assert.NotNull(other.RetryAfter);

        LeaseRequest Ask(string front, long tokens, int slots) =>
            new() { Tenant = "t", Policy = policy, Front = front, Sequence = 1, UsedTokens = 0, WantedTokens = tokens, WantedSlots = slots };
    }
}
