using Inference.Engine.Execution;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

public sealed class RaggedModelTests
{
    private const int Length = 41;

    public static TheoryData<string> Names() => [.. RaggedModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_RaggedShapes_AgreesWithDoublePrecision(string name)
    {
        foreach (ElementType type in new[] { ElementType.BF16, ElementType.F16, ElementType.F32 })
        {
            using TemporaryFolder folder = new();
            RandomModel.Write(folder, RaggedModels.ConfigOf(name), type);
            using ModelPackage package = ModelPackage.Open(folder.Path);
            (ModelConfig config, ModelWeights weights) = package.ReadModel();
            int[] tokens = Tokens(config, seed: 7);
            double[][] expected = new PlainForward(config, weights).Logits(tokens);
            double tolerance = 3e-3 * Math.Sqrt(expected.SelectMany(row => row).Average(value => value * value));

            float[][]? first = null;
            foreach (KernelTier tier in KernelTierSupport.Supported)
            {
                CpuRunnerOptions options = new() { Threads = 2, BlockCount = 3, KernelTier = tier, Arithmetic = Arithmetic.Float32 };
                using CpuModelRunner runner = CpuModelRunner.Create(config, weights, options);
                float[][] actual = RunnerSession.LogitsOf(runner, tokens);
                for (int position = 0; position < Length; position++)
                {
                    for (int token = 0; token < config.VocabularySize; token++)
                        Assert.InRange(actual[position][token] - expected[position][token], -tolerance, tolerance);
                }

                first ??= actual;
                RunnerSession.AssertSameBits(first, actual);
            }
        }
    }

    internal static int[] Tokens(ModelConfig config, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Length).Select(_ => random.Next(config.VocabularySize))];
    }
}
