using Inference.Engine.Execution;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>Whole models whose weights are integers.</summary>
public sealed class QuantizedModelTests
{
    private const int BatchSize = 19;
    private const int BlocksPerSequence = 3;

    private static readonly string[] Few = ["llama, biases, odd heads", "gemma2, window 3", "mixtral, five experts", "qwen3-moe, a dense layer, weights as they are"];

    public static TheoryData<string> Names => [.. RaggedModels.Names];

    public static TheoryData<string, Quantization, KernelTier> Cases()
    {
        TheoryData<string, Quantization, KernelTier> cases = [];
        foreach (string name in Few)
        {
            foreach (KernelTier tier in KernelTierSupport.Supported)
            {
                cases.Add(name, Quantization.Q80, tier);
                cases.Add(name, Quantization.Q40, tier);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AnyBatchChunksAndThreads_GivesTheSameBits(string name, Quantization quantization, KernelTier tier)
    {
        using TestModel model = new(name);
        CpuRunnerOptions Options(int threads) => new()
        {
            Threads = threads, BlockCount = BatchSize * BlocksPerSequence, KernelTier = tier, Quantization = quantization,
        };
        using CpuModelRunner runner = CpuModelRunner.Create(model.Config, model.Weights, Options(2));
        using CpuModelRunner single = CpuModelRunner.Create(model.Config, model.Weights, Options(1));
        int[][] sequences = [.. Enumerable.Range(0, BatchSize).Select(seed => RaggedModelTests.Tokens(model.Config, seed))];
        float[][][] alone = [.. sequences.Select(tokens => RunnerSession.LogitsOf(runner, tokens))];

        RunnerSession.AssertSameBits(alone[0], RunnerSession.LogitsOf(single, sequences[0]));
        RunnerSession.AssertSameBits(alone[0], RunnerSession.LogitsOf(runner, sequences[0], [2, 1, 0], 5, 16, 1, 3, 7));
        ForwardBatch batch = new();
        for (int start = 0; start < sequences[0].Length; start += 3)
        {
            batch.Clear();
            int count = Math.Min(3, sequences[0].Length - start);
            for (int i = 0; i < BatchSize; i++)
                batch.Add(sequences[i].AsSpan(start, count), start, [.. Enumerable.Range(i * BlocksPerSequence, BlocksPerSequence)], count);
            Logits logits = runner.Forward(batch);
            for (int row = 0; row < logits.RowCount; row++)
                RunnerSession.AssertSameBits(alone[row / count][start + (row % count)], logits[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_EightBits_DiffersLittleFromTheWeightsAsTheyAre(string name)
    {
        using TestModel model = new(name);
        int[] tokens = RaggedModelTests.Tokens(model.Config, seed: 12);

        float[][] exact = model.Run(tokens, new CpuRunnerOptions { BlockCount = 4 });
        float[][] rounded = model.Run(tokens, new CpuRunnerOptions { BlockCount = 4, Quantization = Quantization.Q80 });

        Assert.InRange(RelativeError(exact, rounded), 1e-5, 0.06);
    }

    [Theory]
    [InlineData(Quantization.Q80)]
    [InlineData(Quantization.Q40)]
    public void Forward_IntegersWithRoundedInputs_DifferLittleFromSingles(Quantization quantization)
    {
        using TestModel model = new("qwen3, large heads");
        int[] tokens = RaggedModelTests.Tokens(model.Config, seed: 13);

        float[][] singles = model.Run(tokens, new CpuRunnerOptions { BlockCount = 4, Quantization = quantization, Arithmetic = Arithmetic.Float32 });
        float[][] integers = model.Run(tokens, new CpuRunnerOptions { BlockCount = 4, Quantization = quantization });

        Assert.InRange(RelativeError(singles, integers), 1e-5, 0.04);
    }

    private static double RelativeError(float[][] expected, float[][] actual)
    {
        double difference = expected.Zip(actual, (e, a) => e.Zip(a, (x, y) => Math.Pow(x - (double)y, 2)).Sum()).Sum();
        return Math.Sqrt(difference / expected.Sum(row => row.Sum(value => value * (double)value)));
    }

    private sealed class TestModel : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly ModelPackage _package;

        public TestModel(string name)
        {
            RandomModel.Write(_folder, RaggedModels.ConfigOf(name));
            _package = ModelPackage.Open(_folder.Path);
            (Config, Weights) = _package.ReadModel();
        }

        public ModelConfig Config { get; }

        public ModelWeights Weights { get; }

        public float[][] Run(int[] tokens, CpuRunnerOptions options)
        {
            using CpuModelRunner runner = CpuModelRunner.Create(Config, Weights, options);
            return RunnerSession.LogitsOf(runner, tokens);
        }

        public void Dispose()
        {
            _package.Dispose();
            _folder.Dispose();
        }
    }
}
