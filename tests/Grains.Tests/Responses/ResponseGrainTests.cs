using Inference.Client.Models;
using Inference.Cluster.Reattachment;

namespace Inference.Grains.Tests.Responses;

public sealed class ResponseGrainTests
{
    [Fact]
    public async Task TakeOverAsync_ByItsTenant_GivesTheRecordAndCounts()
    {
        await using TestSilos silos = await TestSilos.StartAsync(2);
        ClusterJournal journal = new(silos.Grains);
        RequestRecord record = new() { ResponseId = "response", Tenant = "t", Request = Requests.New("r", seed: 3), Others = [Requests.New("s")], FrontState = new byte[] { 1, 2, 3 } };
        await journal.WriteAsync(record);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await journal.WriteAsync(record));
        Assert.Null(await journal.TakeOverAsync("response", "another"));
        Assert.Null(await journal.TakeOverAsync("unknown", "t"));
        RequestRecord first = (await journal.TakeOverAsync("response", "t"))!, second = (await journal.TakeOverAsync("response", "t"))!;
        Assert.Equal((1, 2), (first.Takeovers, second.Takeovers));
        Assert.Equal(record.FrontState.ToArray(), second.FrontState.ToArray());
        Assert.Equal(3UL, second.Request.Sampling.Seed);
        Assert.Equal("s", Assert.Single(second.Others).Id);
    }

    [Fact]
    public async Task TakeOverAsync_ByFrontsOfSeveralSilos_CountsThemAll()
    {
        await using TestSilos silos = await TestSilos.StartAsync(3);
        ClusterJournal[] fronts = [.. silos.Silos.Select(silo => new ClusterJournal(silos.GrainsOf(silo)))];
        await fronts[0].WriteAsync(new RequestRecord { ResponseId = "response", Tenant = "t", Request = Requests.New("r") });
        List<int> takeovers = [];
        for (int i = 0; i < 9; i++) takeovers.Add((await fronts[i % 3].TakeOverAsync("response", "t"))!.Takeovers);
        Assert.Equal(Enumerable.Range(1, 9), takeovers);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await fronts[2].WriteAsync(new RequestRecord { ResponseId = "response", Tenant = "t", Request = Requests.New("other") }));
    }
}
