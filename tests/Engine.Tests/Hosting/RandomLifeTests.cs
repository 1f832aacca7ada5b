using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>Everything at once: what ends well is right, what ends otherwise is a beginning of it, and every request is counted once.</summary>
public sealed class RandomLifeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Engine_RandomSubmitCancelDeadlineFailure_NothingIsLostOrWrong(int seed)
    {
        Random random = new(seed);
        int? window = random.Next(2) == 0 ? null : random.Next(1, 60);
        FakeRunner runner = new(blockCount: random.Next(11, 30), window: window) { Throws = step => step % 97 == 96 };
        EngineOptions options = new()
        {
            MaxSequences = random.Next(2, 12),
            MaxBatchedTokens = random.Next(12, 100),
            EnablePrefixCaching = seed != 2,
            MaxQueuedRequests = 15,
            Policy = (SchedulingPolicy)random.Next(2),
        };
        ITokenProposerFactory? proposers = random.Next(2) == 0 ? null : new PromptLookupProposerFactory(new SpeculationOptions { PromptLookupMin = 1 });
        using CountedMeasurements counts = new();
        await using SteppedEngine engine = new(runner, options, proposers);
        counts.Watch(engine.Engine);
        List<Generation> all = [];
        for (int i = 0; i < 400; i++)
        {
            switch (random.Next(5))
            {
                case 0 or 1 when all.Count < 150:
                    GenerateRequest request = RandomRequests.Any(random);
                    if (random.Next(5) == 0) request = request with { Deadline = engine.Time.GetUtcNow().AddMilliseconds(random.Next(-10, 400)) };
                    all.Add(engine.Submit(request));
                    break;
                case 2 when all.Count > 0 && random.Next(4) == 0:
                    all[random.Next(all.Count)].Cancel();
                    break;
                default:
                    engine.Step();
                    break;
            }
        }

        engine.Finish();
        await using SteppedEngine sound = new(new FakeRunner(window: window));
        foreach (Generation generation in all)
        {
            await generation.ReadToEnd();
            List<int>[] expected = (await sound.Run(generation.Request with { Deadline = null }))[0];
            for (int choice = 0; choice < expected.Length; choice++)
            {
                List<int> output = generation.Outputs[choice];
                Assert.Equal(generation.Error is null ? expected[choice] : expected[choice][..output.Count], output);
            }

            if (generation.Error is not null)
            {
                GenerateRequest rest = generation.Request with { Deadline = null, Emitted = [.. generation.Outputs] };
                Assert.Equal(expected, (await sound.Run(rest))[0]);
            }

            await generation.DisposeAsync();
        }

        string[] reasons = [.. Enum.GetNames<FinishReason>().Select(reason => reason.ToLowerInvariant())];
        double accepted = counts["inference:requests_accepted"];
        Assert.Equal(all.Count, accepted + counts["inference:requests_refused"]);
        Assert.Equal(accepted, counts["vllm:request_success"]);
        Assert.Equal(accepted, reasons.Sum(reason => counts[$"vllm:request_success{{{reason}}}"]));
        // Whoever cancels may be too late for the engine, and still not see the end.
        int well = all.Count(generation => generation.Error is null), cancelled = all.Count(generation => generation.Error is OperationCanceledException);
        Assert.InRange(counts["vllm:request_success{stop}"] + counts["vllm:request_success{length}"], well, well + cancelled);
        Assert.True(counts["vllm:request_success{abort}"] > 0 && counts["vllm:request_success{error}"] > 0);
    }
}
