using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Tests.Support;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>Hidden states and vectors over real arithmetic: right by double precision, and the same bits whatever the schedule.</summary>
public sealed class HiddenStateTests
{
    public static TheoryData<string> Names() => [.. RaggedModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_HiddenRows_AgreeWithDoublePrecisionInAnyChunks(string name)
    {
        using TemporaryFolder folder = new();
        using ModelPackage package = Open(folder, name);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        int[] tokens = RaggedModelTests.Tokens(config, seed: 7);
        double[][] expected = new PlainForward(config, weights).Hidden(tokens);
        double tolerance = 3e-3 * Math.Sqrt(expected.SelectMany(row => row).Average(value => value * value));

        float[][]? first = null;
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            foreach ((int threads, int chunk) in ((int, int)[])[(1, tokens.Length), (2, 7), (3, 1)])
            {
                CpuRunnerOptions options = new() { Threads = threads, BlockCount = 3, KernelTier = tier, Arithmetic = Arithmetic.Float32 };
                using CpuModelRunner runner = CpuModelRunner.Create(config, weights, options);
                float[][] actual = HiddenOf(runner, tokens, chunk);
                first ??= actual;
                RunnerSession.AssertSameBits(first, actual);
            }
        }

        for (int position = 0; position < tokens.Length; position++)
        {
            Assert.Equal(config.HiddenSize, first![position].Length);
            for (int i = 0; i < config.HiddenSize; i++) Assert.InRange(first[position][i] - expected[position][i], -tolerance, tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Embed_CrowdedOnAnotherNumberOfThreads_SameBitsAsAloneAndAsDoublePrecision(string name)
    {
        using TemporaryFolder folder = new();
        using ModelPackage package = Open(folder, name);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        Random random = new(1);
        int[] shared = RandomRequests.Prompt(random, 33, config.VocabularySize);
        EmbeddingRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => Embeddings.Make(
            [.. shared[..random.Next(34)], .. RandomRequests.Prompt(random, random.Next(1, 20), config.VocabularySize)], (PoolingKind)(i % 3), i % 2 == 0))];

        CpuRunnerOptions one = new() { Threads = 1, BlockCount = 8, MaxPositions = 128, Arithmetic = Arithmetic.Float32 };
        List<float[]> alone = [];
        foreach (EmbeddingRequest request in requests)
        {
            await using InferenceEngine engine = new(CpuModelRunner.Create(config, weights, one), [0], new EngineOptions { EnablePrefixCaching = false });
            alone.Add((await engine.EmbedAsync(request)).Vector);
            AssertPools(new PlainForward(config, weights).Hidden([.. request.Tokens]), request, alone[^1]);
        }

        EngineOptions crowded = new() { MaxSequences = 6, MaxBatchedTokens = 13 };
        CpuRunnerOptions two = new() { Threads = 2, BlockCount = 9, MaxPositions = 128, Arithmetic = Arithmetic.Float32 };
        await using InferenceEngine together = new(CpuModelRunner.Create(config, weights, two), [0], crowded);
        Task<Embedding>[] embeddings = [.. requests.Concat(requests).Select(request => together.EmbedAsync(request))];
        Task generated = Drain(together, RandomRequests.Make(shared, new SamplingParams { MaxTokens = 30, IgnoreEos = true }));
        for (int i = 0; i < embeddings.Length; i++)
        {
            Embedding embedding = await embeddings[i];
            RunnerSession.AssertSameBits(alone[i % requests.Length], embedding.Vector);
        }

        await generated;
        Assert.Null(together.Progress.LastFailure);
    }

    private static ModelPackage Open(TemporaryFolder folder, string name)
    {
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        return ModelPackage.Open(folder.Path);
    }

    private static float[][] HiddenOf(CpuModelRunner runner, int[] tokens, int chunk)
    {
        List<float[]> rows = [];
        ForwardBatch batch = new();
        for (int start = 0; start < tokens.Length; start += chunk)
        {
            int count = Math.Min(chunk, tokens.Length - start);
            batch.Clear();
            batch.Add(tokens.AsSpan(start, count), start, [2, 0, 1], logits: 0);
            Assert.Equal(0, batch.WantHidden(0, count));
            Assert.Equal(0, runner.Forward(batch).RowCount);
            for (int row = 0; row < runner.Hidden.RowCount; row++) rows.Add(runner.Hidden[row].ToArray());
        }

        return [.. rows];
    }

    private static void AssertPools(double[][] hidden, EmbeddingRequest request, float[] actual)
    {
        double[][] pooled = request.Pooling switch { PoolingKind.Last => hidden[^1..], PoolingKind.Cls => hidden[..1], _ => hidden };
        double[] mean = [.. Enumerable.Range(0, actual.Length).Select(i => pooled.Average(row => row[i]))];
        double length = Math.Sqrt(mean.Sum(value => value * value)), tolerance = 3e-3 * length / Math.Sqrt(actual.Length);
        if (request.Normalize) (mean, tolerance) = ([.. mean.Select(value => value / length)], tolerance / length);
        for (int i = 0; i < actual.Length; i++) Assert.InRange(actual[i] - mean[i], -2 * tolerance, 2 * tolerance);
    }

    private static async Task Drain(InferenceEngine engine, GenerateRequest request)
    {
        await foreach (TokenChunk _ in engine.GenerateAsync(request))
        {
        }
    }
}
