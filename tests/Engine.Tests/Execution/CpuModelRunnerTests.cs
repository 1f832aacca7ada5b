using Inference.Engine.Execution;
using Inference.Engine.Tests.Models;
using Inference.Engine.Weights;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Execution;

public sealed class CpuModelRunnerTests
{
    private const string Plain = "llama, biases, odd heads";

    [Fact]
    public void Forward_PackageDisposedAndFilesDeleted_StillComputes()
    {
        CpuModelRunner runner;
        using (TemporaryFolder folder = new())
        {
            RandomModel.Write(folder, RaggedModels.ConfigOf(Plain));
            using ModelPackage package = ModelPackage.Open(folder.Path);
            (ModelConfig config, ModelWeights weights) = package.ReadModel();
            runner = CpuModelRunner.Create(config, weights, new CpuRunnerOptions { Threads = 1, BlockCount = 1 });
        }

        using (runner) Assert.All(RunnerSession.LogitsOf(runner, [1, 2, 100])[2], logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void CopyBlock_InTheMiddleOfASequence_ContinuesItThere()
    {
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 1, BlockCount = 4 });
        int[] tokens = [.. Enumerable.Range(0, 30)];
        float[] expected = RunnerSession.LogitsOf(runner, tokens)[^1];
        ForwardBatch batch = new();
        batch.Add(tokens.AsSpan(0, 29), 0, [0, 1], 0);
        Assert.Equal(0, runner.Forward(batch).RowCount);

        runner.CopyBlock(1, 3);
        batch.Clear();
        batch.Add([50], 29, [0, 1], 0);
        runner.Forward(batch);
        batch.Clear();
        batch.Add(tokens.AsSpan(29), 29, [0, 3], 1);

        RunnerSession.AssertSameBits(expected, runner.Forward(batch)[0]);
    }

    [Fact]
    public void Forward_SomeLogitRows_GivesThoseRows()
    {
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 2, BlockCount = 8 });
        int[] tokens = [.. Enumerable.Range(0, 70)];
        float[][] all = RunnerSession.LogitsOf(runner, tokens);
        ForwardBatch batch = new();
        batch.Add(tokens.AsSpan(0, 40), 0, [0, 1, 2], 3);
        batch.Add(tokens, 0, [3, 4, 5, 6, 7], 1);

        Logits logits = runner.Forward(batch);

        Assert.Equal(4, logits.RowCount);
        foreach ((int row, int position) in new[] { (0, 37), (1, 38), (2, 39), (3, 69) })
            RunnerSession.AssertSameBits(all[position], logits[row]);
    }

    [Fact]
    public void Forward_TokenOrPositionOutOfRange_Throws()
    {
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 1, BlockCount = 2, MaxPositions = 20 });
        ForwardBatch batch = new();
        batch.Add([101], 0, [0], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Forward(batch));

        batch.Clear();
        batch.Add([1], 20, [0, 1], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Forward(batch));

        batch.Clear();
        Assert.Equal(0, runner.Forward(batch).RowCount);
    }

    [Theory]
    [InlineData("mistral, window 5", 5)]
    [InlineData("gemma2, window 3", null)]
    [InlineData(Plain, null)]
    public void WidestWindow_ByLayers_IsNullWhereOneSeesAll(string name, int? expected)
    {
        using CpuModelRunner runner = Create(name, new CpuRunnerOptions { Threads = 1, BlockCount = 1 });
        Assert.Equal(expected, runner.WidestWindow);
    }

    [Fact]
    public void Forward_BlocksBehindTheWindowGivenBack_GivesTheSameBits()
    {
        using CpuModelRunner runner = Create("mistral, window 5", new CpuRunnerOptions { Threads = 1, BlockCount = 3 });
        int[] tokens = [.. Enumerable.Range(0, 40)];
        float[] expected = RunnerSession.LogitsOf(runner, tokens)[^1];
        ForwardBatch batch = new();
        batch.Add(tokens.AsSpan(39), 39, [-1, -1, 2], 1);

        RunnerSession.AssertSameBits(expected, runner.Forward(batch)[0]);
    }

    [Fact]
    public void Create_CacheBeyondMemory_SaysHowMuchIsNeeded()
    {
        InsufficientMemoryException error = Assert.Throws<InsufficientMemoryException>(
            () => Create(Plain, new CpuRunnerOptions { Threads = 1, BlockCount = int.MaxValue }));
        Assert.Contains("GiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OptionsThatContradictTheModel_Throws()
    {
        Assert.Throws<ArgumentException>(() => Create(Plain, new CpuRunnerOptions { MaxPositions = 513 }));
        Assert.Throws<ArgumentException>(() => Create(Plain, new CpuRunnerOptions { CacheBytes = 10 }));
    }

    [Fact]
    public void Create_NoCacheSizeGiven_HoldsOneLongestContext()
    {
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 1 });
        Assert.Equal((512 / 16, 512), (runner.BlockCount, runner.MaxPositions));
    }

    [Fact]
    public void Create_ShareOfMemory_IsWhatWeightsAndCacheTakeTogether()
    {
        double share = (8L << 20) / (double)ProcessMemory.LimitBytes;
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 1, MemoryShare = share });
        using CpuModelRunner told = Create(Plain, new CpuRunnerOptions { Threads = 1, MemoryShare = share, CacheBytes = 1 << 20 });

        // All but what the weights take, by a cache whose size is known.
        double blockBytes = (1 << 20) / (double)told.BlockCount;
        Assert.InRange(runner.BlockCount * blockBytes, 4 << 20, 8 << 20);
        Assert.InRange(told.BlockCount, 1, runner.BlockCount / 2);
    }

    [Fact]
    public void Create_WeightsBeyondTheShareOfMemory_SaysWhatThatIs()
    {
        InsufficientMemoryException error = Assert.Throws<InsufficientMemoryException>(
            () => Create(Plain, new CpuRunnerOptions { Threads = 1, MemoryShare = 1e-9 }));
        Assert.Contains("which is 1E-09 of the", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithProgress_ReachesTheTotal()
    {
        Recorder recorder = new();
        using CpuModelRunner runner = Create(Plain, new CpuRunnerOptions { Threads = 1, BlockCount = 1 }, recorder);

        Assert.Equal(recorder.Reports.OrderBy(report => report.LoadedBytes), recorder.Reports);
        Assert.Equal(recorder.Reports[^1].TotalBytes, recorder.Reports[^1].LoadedBytes);
    }

    [Fact]
    public void Forward_LongRope_TakesShortFactorsUpToTheOriginalContext()
    {
        const string Phi = "phi3, long rope on part of a head";
        int[] tokens = [.. Enumerable.Range(0, 20)];
        using CpuModelRunner within = Create(Phi, new CpuRunnerOptions { Threads = 1, BlockCount = 2, MaxPositions = 32 });
        using CpuModelRunner beyond = Create(Phi, new CpuRunnerOptions { Threads = 1, BlockCount = 2, MaxPositions = 33 });
        using CpuModelRunner whole = Create(Phi, new CpuRunnerOptions { Threads = 1, BlockCount = 2 });

        float[] expected = RunnerSession.LogitsOf(whole, tokens)[^1];
        RunnerSession.AssertSameBits(expected, RunnerSession.LogitsOf(beyond, tokens)[^1]);
        Assert.NotEqual(expected, RunnerSession.LogitsOf(within, tokens)[^1]);
    }

    private static CpuModelRunner Create(string name, CpuRunnerOptions options, IProgress<LoadProgress>? progress = null)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        return CpuModelRunner.Create(config, weights, options, progress);
    }

    private sealed class Recorder : IProgress<LoadProgress>
    {
        public List<LoadProgress> Reports { get; } = [];

        public void Report(LoadProgress value) => Reports.Add(value);
    }
}
