using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>Room for two that run and three that wait.</summary>
public sealed class DoorTests : IAsyncDisposable
{
    private const int Room = 5;

    private readonly SteppedEngine _engine = new(options: new EngineOptions { MaxSequences = 2, MaxQueuedRequests = 3 });

    [Fact]
    public void Enter_ManyBetweenTwoSteps_LetsInAsManyAsThereIsRoomFor()
    {
        Fill();
        InferenceException refusal = Enter(out IDisposable? pass)!;

        Assert.Equal(InferenceError.Overloaded, refusal.Error);
        Assert.True(refusal.RetryAfter >= TimeSpan.FromSeconds(1));
        Assert.Null(pass);
    }

    [Fact]
    public async Task Enter_ThoseLetInHaveArrived_AreCountedOnce()
    {
        (IDisposable Pass, Generation Generation)[] comers = await ComeAllAsync();
        _engine.Step();

        Assert.Equal(Room, _engine.Load.Running + _engine.Load.Waiting);
        Assert.NotNull(Enter(out _));
        _engine.Finish();
        Fill();
        foreach ((_, Generation generation) in comers)
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
        }
    }

    [Fact]
    public async Task Dispose_OfThoseWhoHaveArrived_TakesNobodyElseOffTheWay()
    {
        (IDisposable Pass, Generation Generation)[] comers = await ComeAllAsync();
        _engine.Finish();
        Fill();
        foreach ((IDisposable pass, _) in comers) pass.Dispose();

        Assert.NotNull(Enter(out _));
    }

    [Fact]
    public async Task Enter_OneComesWithSeveralRequests_TakesNobodyElseOffTheWay()
    {
        await ComeAsync(requests: Room - 1);
        for (int i = 1; i < Room; i++) Assert.Null(Enter(out _));
        _engine.Finish();

        Assert.Null(Enter(out _));
        Assert.NotNull(Enter(out _));
    }

    [Fact]
    public void Dispose_OneDoesNotCome_AnotherMay()
    {
        IDisposable pass = Fill()[0];
        pass.Dispose();
        pass.Dispose();

        Assert.Null(Enter(out _));
        Assert.NotNull(Enter(out _));
    }

    [Fact]
    public void Enter_NobodyArrives_AreForgottenAfterAWhile()
    {
        List<IDisposable> forgotten = Fill();
        _engine.Time.Advance(OnTheWay.Patience);
        Assert.NotNull(Enter(out _));
        _engine.Time.Advance(OnTheWay.Patience);
        forgotten.AddRange(Fill());
        _engine.Time.Advance(3 * OnTheWay.Patience);
        Fill();

        foreach (IDisposable pass in forgotten) pass.Dispose();
        Assert.NotNull(Enter(out _));
    }

    [Fact]
    public void Dispose_OfOneLetInSomeTimeAgo_MakesRoom()
    {
        List<IDisposable> passes = Fill();
        _engine.Time.Advance(OnTheWay.Patience);
        Assert.NotNull(Enter(out _));
        passes[0].Dispose();

        Assert.Null(Enter(out _));
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private InferenceException? Enter(out IDisposable? pass) => _engine.Engine.Enter(out pass);

    private List<IDisposable> Fill()
    {
        List<IDisposable> passes = [];
        for (int i = 0; i < Room; i++)
        {
            Assert.Null(Enter(out IDisposable? pass));
            passes.Add(pass!);
        }

        return passes;
    }

    private Task<(IDisposable Pass, Generation Generation)[]> ComeAllAsync() => Task.WhenAll(Enumerable.Range(0, Room).Select(_ => ComeAsync()));

    /// <summary>Each in a flow of its own, as requests by HTTP are.</summary>
    private async Task<(IDisposable Pass, Generation Generation)> ComeAsync(int requests = 1)
    {
        await Task.CompletedTask;
        Assert.Null(Enter(out IDisposable? pass));
        Generation[] generations = [.. Enumerable.Range(0, requests).Select(_ => _engine.Submit(Request()))];
        return (pass!, generations[0]);
    }

    private static GenerateRequest Request() => RandomRequests.Make(RandomRequests.Prompt(new Random(1), 20), new SamplingParams { MaxTokens = 4, IgnoreEos = true, Seed = 3 });
}
