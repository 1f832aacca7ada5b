using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>The engine on its own thread, with clients on others.</summary>
public sealed class EngineThreadTests
{
    [Fact]
    public async Task Generate_ManyClientsComeAndGo_EachGetsItsOwnAndNothingIsLeft()
    {
        Random random = new(1);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 120).Select(_ => RandomRequests.Any(random, longest: 90))];
        await using SteppedEngine sound = new();
        List<int>[][] expected = await sound.Run(requests);

        FakeRunner runner = new(blockCount: 24);
        EngineOptions options = new() { MaxSequences = 12, MaxBatchedTokens = 64 };
        using CountedMeasurements counts = new();
        await using InferenceEngine engine = new(runner, [0], options, proposers: null, null, null);
        counts.Watch(engine);
        engine.Loop.AfterStep = scheduler => scheduler.CheckIntegrity();
        engine.Start();
        await Task.WhenAll(requests.Select((request, i) => Task.Run(() => Client(engine, request, expected[i], leaveAfter: i % 3 == 0 ? i % 7 : null, cancels: i % 2 == 0))));

        await engine.DrainAsync();
        Assert.Equal(new EngineLoad(0, 0, 0, false, 24, 24), engine.Load);
        Assert.Null(engine.Progress.LastFailure);
        Assert.False(engine.Progress.HasWork);
        Assert.Equal(counts["inference:requests_accepted"], counts["vllm:request_success"]);
        Assert.Equal(0, counts["vllm:request_success{error}"]);
    }

    [Fact]
    public async Task Generate_EnginesDisposedWhileClientsRead_NoStreamHangs()
    {
        for (int round = 0; round < 8; round++)
        {
            InferenceEngine one = new(new FakeRunner(), [], new EngineOptions()), two = new(new FakeRunner(), [], new EngineOptions());
            Random random = new(round);
            Generation[] generations = [.. Enumerable.Range(0, 20).Select(i => new Generation(i % 2 == 0 ? one : two, RandomRequests.Any(random)))];
            Task<Exception?>[] clients = [.. generations.Select(generation => Task.Run(async () =>
            {
                await generation.ReadToEnd();
                return generation.Error;
            }))];
            await clients[round];
            await Task.WhenAll(one.DisposeAsync().AsTask(), two.DisposeAsync().AsTask());
            foreach (Exception? error in await Task.WhenAll(clients)) Assert.True(error is null or InferenceException { Error: InferenceError.Draining });
        }
    }

    [Fact]
    public async Task Generate_TwoEngines_EachAsAlone()
    {
        Random random = new(3);
        GenerateRequest[] requests = [.. Enumerable.Range(0, 20).Select(_ => RandomRequests.Any(random))];
        await using SteppedEngine sound = new();
        List<int>[][] expected = await sound.Run(requests);
        await using InferenceEngine one = new(new FakeRunner(), [0], new EngineOptions()), two = new(new FakeRunner(), [0], new EngineOptions());
        await Task.WhenAll(((InferenceEngine[])[one, two]).SelectMany(engine => requests.Select((request, i) => Client(engine, request, expected[i], null, false))));
    }

    [Fact]
    public async Task Generate_ReaderDoesNotRead_OthersAreNotHeldUp()
    {
        await using InferenceEngine engine = new(new FakeRunner(), [], new EngineOptions());
        SamplingParams sampling = new() { MaxTokens = 200, IgnoreEos = true, Seed = 1 };
        await using IAsyncEnumerator<TokenChunk> slow = engine.GenerateAsync(RandomRequests.Make([1], sampling)).GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());
        await using Generation quick = new(engine, RandomRequests.Make([2], sampling));
        await quick.ReadToEnd();
        Assert.Equal(200, quick.Outputs[0].Count);
        int tokens = slow.Current.Tokens.Count;
        while (await slow.MoveNextAsync()) tokens += slow.Current.Tokens.Count;
        Assert.Equal(200, tokens);
    }

    private static async Task Client(InferenceEngine engine, GenerateRequest request, List<int>[] expected, int? leaveAfter, bool cancels)
    {
        using CancellationTokenSource cancellation = new();
        List<int>[] outputs = [.. expected.Select(_ => new List<int>())];
        int chunks = 0;
        bool left = false;
        try
        {
            await foreach (TokenChunk chunk in engine.GenerateAsync(request, cancellation.Token))
            {
                Assert.Equal(outputs[chunk.Choice].Count, chunk.Position);
                outputs[chunk.Choice].AddRange(chunk.Tokens);
                if (chunks++ != leaveAfter) continue;
                left = true;
                if (!cancels) break;
                await cancellation.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            Assert.True(left);
        }

        for (int choice = 0; choice < expected.Length; choice++)
        {
            Assert.Equal(left ? expected[choice][..outputs[choice].Count] : expected[choice], outputs[choice]);
        }
    }
}
