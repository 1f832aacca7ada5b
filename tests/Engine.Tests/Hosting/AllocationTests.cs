using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Models;
using Inference.Engine.Tests.Support;
using Inference.Kernels.Attention;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Hosting;

/// <summary>
/// Once warm a step allocates only what it hands out: a chunk with its tokens for each choice that gets one, now and then a longer queue of
/// chunks for a client that does not read them, and a snapshot of the load where that has changed.
/// </summary>
public sealed class AllocationTests
{
    private const int Streams = 5;

    [Theory]
    [InlineData("llama, biases, odd heads", KeyValueFormat.BFloat16)]
    [InlineData("llama, biases, odd heads", KeyValueFormat.Int8)]
    [InlineData("gemma2, window 3", KeyValueFormat.BFloat16)]
    [InlineData("mixtral, five experts", KeyValueFormat.BFloat16)]
    [InlineData("qwen3, large heads", KeyValueFormat.BFloat16)]
    [InlineData("phi3, long rope on part of a head", KeyValueFormat.BFloat16)]
    public void Forward_Warm_AllocatesNothing(string name, KeyValueFormat format)
    {
        using CpuModelRunner runner = Create(name, format);
        int[] tokens = [.. Enumerable.Range(0, 90).Select(token => token % 60)];
        int[][] blocks = [.. Enumerable.Range(0, Streams).Select(stream => Enumerable.Range(stream * 8, 8).ToArray())];
        ForwardBatch batch = new();
        List<long> prefill = [], decode = [];
        for (int round = 0; round < 6; round++)
        {
            prefill.Add(BytesOfForward(() => batch.Add(tokens, 0, blocks[0], 1)));
            for (int position = 90; position < 100; position++)
            {
                int at = position;
                decode.Add(BytesOfForward(() =>
                {
                    for (int stream = 0; stream < Streams; stream++) batch.Add(tokens.AsSpan(stream, 1), at, blocks[stream], 1);
                }));
            }
        }

        // Not each forward: a thread that has to wait for a lock, as happens where the other one has no core, may allocate for that.
        Assert.Equal((0, 0), (Median([.. prefill[1..]]), Median([.. decode[10..]])));

        long BytesOfForward(Action fill)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            batch.Clear();
            fill();
            runner.Forward(batch);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public async Task Step_Warm_AllocatesOnlyWhatItHandsOut(float temperature)
    {
        await using InferenceEngine engine = new(Create("llama, biases, odd heads", KeyValueFormat.BFloat16), [0], new EngineOptions { MaxSequences = 8, MaxBatchedTokens = 24 }, proposers: null, new ManualTime(), new CountingSeeds());
        await Measure(engine, temperature, first: 0);
        (long decode, long prefill) = await Measure(engine, temperature, first: 30);
        Assert.Equal(Streams * BytesOfChunk(), decode);
        Assert.Equal(BytesOf(() => new EngineLoad(0, 0, 0, false, 0, 0)), prefill);
    }

    /// <summary>What the median step allocates while streams decode, and while another's prompt is read beside them, without its last step.</summary>
    private static async Task<(long Decode, long Prefill)> Measure(InferenceEngine engine, float temperature, int first)
    {
        List<Generation> streams = [];
        for (int i = 0; i < Streams; i++) streams.Add(new Generation(engine, Request(first, 4 + i, 120, temperature)));
        for (int i = 0; i < 10; i++) engine.Step();
        long[] decode = [.. Enumerable.Range(0, 41).Select(_ => BytesOfStep(engine))];
        foreach (Generation stream in streams) await stream.DisposeAsync();
        while (engine.Step()) ;

        // 400 tokens of prompt in pieces. Lists of a sequence grow in some of the steps, by doubling.
        await using Generation prompt = new(engine, Request(first, 400, 5, temperature));
        engine.Step();
        List<long> prefill = [];
        for (int i = 0; i < 13; i++) prefill.Add(BytesOfStep(engine));
        prompt.Cancel();
        while (engine.Step()) ;
        return (Median(decode), Median([.. prefill]));
    }

    private static long BytesOfStep(InferenceEngine engine)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long BytesOfChunk() =>
        BytesOf(() => new TokenChunk { RequestId = "", Choice = 0, Position = 0, Tokens = new int[1], CachedTokens = 0 });

    private static long BytesOf(Func<object> make)
    {
        make();
        long before = GC.GetAllocatedBytesForCurrentThread();
        object made = make();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(made);
        return bytes;
    }

    private static long Median(long[] values) => values.Order().ElementAt(values.Length / 2);

    private static GenerateRequest Request(int first, int prompt, int max, float temperature) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Prompt = [.. Enumerable.Range(first, prompt).Select(token => token % 60)],
        Sampling = new SamplingParams { MaxTokens = max, IgnoreEos = true, Temperature = temperature, TopP = 0.9f, TopK = 20 },
    };

    private static CpuModelRunner Create(string name, KeyValueFormat format)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        return CpuModelRunner.Create(config, weights, new CpuRunnerOptions { Threads = 2, BlockCount = 64, KeyValues = format });
    }
}
