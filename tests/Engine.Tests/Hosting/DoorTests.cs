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
        InferenceException refusal = _engine.Engine.Enter()!;

        Assert.Equal(InferenceError.Overloaded, refusal.Error);
        Assert.True(refusal.RetryAfter >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Enter_ThoseLetInHaveArrived_AreCountedOnce()
    {
        Fill();
        Generation[] generations = [.. Enumerable.Range(0, Room).Select(_ => _engine.Submit(Request()))];
        _engine.Step();

        Assert.Equal(Room, _engine.Load.Running + _engine.Load.Waiting);
        Assert.NotNull(_engine.Engine.Enter());
        _engine.Finish();
        Fill();
        foreach (Generation generation in generations)
        {
            await generation.ReadToEnd();
            Assert.Null(generation.Error);
        }
    }

    [Fact]
    public void TurnBack_OneDoesNotCome_AnotherMay()
    {
        Fill();
        _engine.Engine.TurnBack();

        Assert.Null(_engine.Engine.Enter());
        Assert.NotNull(_engine.Engine.Enter());
    }

    [Fact]
    public void TurnBack_NobodyIsOnTheWay_MakesNoRoom()
    {
        _engine.Engine.TurnBack();
        Fill();

        Assert.NotNull(_engine.Engine.Enter());
    }

    [Fact]
    public void Enter_NobodyArrives_AreForgottenAfterAWhile()
    {
        Fill();
        _engine.Time.Advance(OnTheWay.Patience);
        Assert.NotNull(_engine.Engine.Enter());
        _engine.Time.Advance(OnTheWay.Patience);
        Fill();
        _engine.Time.Advance(3 * OnTheWay.Patience);
        Fill();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private void Fill()
    {
        for (int i = 0; i < Room; i++) Assert.Null(_engine.Engine.Enter());
    }

    private static GenerateRequest Request() => RandomRequests.Make(RandomRequests.Prompt(new Random(1), 20), new SamplingParams { MaxTokens = 4, IgnoreEos = true, Seed = 3 });
}
