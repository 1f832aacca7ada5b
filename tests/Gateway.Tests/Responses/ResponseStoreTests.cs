using Inference.Gateway.Hosting;
using Inference.Gateway.Responses;

namespace Inference.Gateway.Tests.Responses;

public sealed class ResponseStoreTests
{
    [Fact]
    public void Add_MoreThanMayBeKept_DropsTheOldest()
    {
        ResponseStore store = new(new GatewayOptions { MaxStoredResponses = 2 });
        foreach (string id in (string[])["a", "b", "c"]) store.Add(0, id, Of(1));

        Assert.Equal([false, true, true], ((string[])["a", "b", "c"]).Select(id => store.Find(0, id) is not null));
    }

    [Fact]
    public void Add_MoreThanTheirMemory_DropsAsManyAsNeedBe()
    {
        ResponseStore store = new(new GatewayOptions { MaxStoredResponseBytes = 100 });
        foreach ((string id, int bytes) in (ReadOnlySpan<(string, int)>)[("a", 40), ("b", 40), ("c", 90), ("d", 101)]) store.Add(0, id, Of(bytes));

        Assert.Equal([false, false, true, false], ((string[])["a", "b", "c", "d"]).Select(id => store.Find(0, id) is not null));
    }

    [Fact]
    public void Remove_OfItsOwner_FreesItsRoom()
    {
        ResponseStore store = new(new GatewayOptions { MaxStoredResponseBytes = 100 });
        store.Add(0, "a", Of(60));

        Assert.Null(store.Find(1, "a"));
        Assert.False(store.Remove(1, "a"));
        Assert.True(store.Remove(0, "a"));
        Assert.False(store.Remove(0, "a"));
        store.Add(0, "b", Of(60));
        store.Add(1, "b", Of(40));
        Assert.NotNull(store.Find(0, "b"));
        Assert.NotNull(store.Find(1, "b"));
    }

    private static StoredResponse Of(int bytes) => new(new byte[bytes], default);
}
