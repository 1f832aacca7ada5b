using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Scheduling;

public sealed class StepPaceTests
{
    private const int PromptTokens = 2000;

    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void PromptTokens_NothingMeasured_AreNotLimited() => Assert.Equal(int.MaxValue, new StepPace(TimeSpan.FromSeconds(1)).PromptTokens);

    [Fact]
    public void PromptTokens_SpeedMeasured_FillTheTimeThatDecodingLeaves()
    {
        StepPace pace = new(TimeSpan.FromMilliseconds(200));
        for (int i = 0; i < 20; i++)
        {
            pace.Record(0, TimeSpan.FromMilliseconds(20));
            pace.Record(100, TimeSpan.FromMilliseconds(120));
        }

        Assert.InRange(pace.PromptTokens, 179, 181);
    }

    [Fact]
    public void PromptTokens_DecodingMeasuredOnly_IsACautiousGuess()
    {
        StepPace pace = new(TimeSpan.FromMilliseconds(200));
        pace.Record(0, TimeSpan.FromMilliseconds(20));
        Assert.InRange(pace.PromptTokens, 16, 50);
    }

    [Fact]
    public void PromptTokens_DecodingTakesAllTheTime_GoOn()
    {
        StepPace pace = new(TimeSpan.FromMilliseconds(200));
        pace.Record(0, TimeSpan.FromSeconds(2));
        pace.Record(100, TimeSpan.FromSeconds(20));
        Assert.Equal(16, pace.PromptTokens);
    }

    [Fact]
    public void PromptTokens_OneStepWasInterrupted_AreLittleFewer()
    {
        StepPace pace = new(TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 20; i++)
        {
            pace.Record(0, TimeSpan.FromMilliseconds(20));
            pace.Record(80, TimeSpan.FromMilliseconds(100));
        }

        pace.Record(0, TimeSpan.FromMilliseconds(300));
        Assert.InRange(pace.PromptTokens, 65, 75);
    }

    [Fact]
    public void PromptTokens_NoTarget_AreNotLimited()
    {
        StepPace pace = new(TimeSpan.Zero);
        pace.Record(100, TimeSpan.FromSeconds(2));
        Assert.Equal(int.MaxValue, pace.PromptTokens);
    }

    /// <summary>A long prompt beside four streams: none of these waits long, and the prompt is not much later than alone.</summary>
    [Fact]
    public async Task Step_LongPromptBesideStreams_StallsNeither()
    {
        TimeSpan alone = await FirstTokenOfLongPrompt(streams: 0, new EngineOptions());
        TimeSpan beside = await FirstTokenOfLongPrompt(streams: 4, new EngineOptions(), Most);
        Assert.InRange(beside / alone, 1, 1.3);
    }

    [Fact]
    public async Task Step_LongPromptAndNoTarget_TakesWholeSteps()
    {
        int most = 0;
        await FirstTokenOfLongPrompt(streams: 4, new EngineOptions { TargetStepTime = TimeSpan.Zero }, seen: rows => most = Math.Max(most, rows));
        Assert.Equal(512, most);
    }

    /// <summary>A runner that takes 12 ms a step and, for each prompt token, 0.9 ms and more with its position.</summary>
    private static async Task<TimeSpan> FirstTokenOfLongPrompt(int streams, EngineOptions options, TimeSpan? longestStep = null, Action<int>? seen = null)
    {
        FakeRunner runner = new(blockCount: 400, maxPositions: 3000);
        await using SteppedEngine engine = new(runner, options);
        runner.OnForward = batch =>
        {
            seen?.Invoke(batch.Tokens.Length);
            double milliseconds = 2;
            for (int row = 0; row < batch.Tokens.Length; row++) milliseconds += 0.9 + (batch.Positions[row] * 0.0002);
            if (longestStep is { } longest) Assert.InRange(milliseconds, 0, longest.TotalMilliseconds);
            engine.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        };

        List<Generation> running = [];
        for (int i = 0; i < streams; i++) running.Add(engine.Submit(Request([.. Enumerable.Range(i, 30).Select(token => token % 40)], max: 200)));
        for (int i = 0; i < 5; i++) engine.Step();
        long started = engine.Time.GetTimestamp();
        await using Generation longOne = engine.Submit(Request([.. Enumerable.Range(0, PromptTokens).Select(token => (token * 7) % 40)], max: 1));
        while (!engine.HasEnded(longOne) || engine.Time.GetTimestamp() == started) engine.Step();
        TimeSpan elapsed = engine.Time.GetElapsedTime(started);
        engine.Finish();
        foreach (Generation generation in running) await generation.DisposeAsync();
        return elapsed;
    }

    private static GenerateRequest Request(int[] prompt, int max) => new()
    {
        Id = Guid.NewGuid().ToString(), Prompt = prompt, Sampling = new SamplingParams { MaxTokens = max, IgnoreEos = true, Temperature = 0 },
    };
}
