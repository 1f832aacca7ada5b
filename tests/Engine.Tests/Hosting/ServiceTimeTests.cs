using Inference.Engine.Hosting;

namespace Inference.Engine.Tests.Hosting;

public sealed class ServiceTimeTests
{
    [Fact]
    public void WaitFor_NothingHasEnded_IsUnknown() => Assert.Null(new ServiceTime().WaitFor(3, 1));

    [Fact]
    public void WaitFor_Queue_IsSharedOutAmongThePlaces()
    {
        ServiceTime service = new();
        service.Record(TimeSpan.FromSeconds(1));
        service.Record(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(2), service.WaitFor(1, 1));
        Assert.Equal(TimeSpan.FromSeconds(5), service.WaitFor(10, 4));
        Assert.Equal(TimeSpan.FromSeconds(2), service.WaitFor(1, 0));
    }

    [Fact]
    public void Record_RequestsGetLonger_FollowsThem()
    {
        ServiceTime service = new();
        for (int i = 0; i < 1000; i++) service.Record(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 100; i++) service.Record(TimeSpan.FromSeconds(5));

        Assert.Equal(5, service.WaitFor(1, 1)!.Value.TotalSeconds, 0.05);
    }

    [Fact]
    public void WaitFor_VeryLong_IsBounded()
    {
        ServiceTime service = new();
        service.Record(TimeSpan.FromDays(1));

        Assert.Equal(TimeSpan.FromDays(1), service.WaitFor(int.MaxValue, 1));
    }
}
