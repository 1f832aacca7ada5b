using Inference.Engine.Execution;
using Inference.Kernels.Attention;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>Keys and values kept as bytes.</summary>
public sealed class ByteCacheTests
{
    public static TheoryData<string> Models => [.. GoldenNames.All];

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void Forward_KeysAndValuesAsBytes_IsNearTheReference(string name)
    {
        Golden golden = Golden.Read(name);
        using CpuModelRunner runner = Create(name, 2, KernelTierSupport.Best);

        float[] last = RunnerSession.LogitsOf(runner, golden.TokenIds)[^1];

        double error = Math.Sqrt(last.Zip(golden.LogitsLast, (actual, expected) => Math.Pow(actual - expected, 2)).Average());
        Assert.InRange(error / golden.LogitsRms, 0, 0.02);
    }

    [SharedFact]
    public void Forward_KeysAndValuesAsBytes_SameBitsInAnyChunksThreadsAndTiers()
    {
        string name = GoldenNames.All[0];
        int[] tokens = Golden.Read(name).TokenIds, blocks = [.. Enumerable.Range(0, RunnerSession.BlocksFor(tokens.Length))];
        using CpuModelRunner one = Create(name, 1, KernelTier.Scalar);
        float[][] expected = RunnerSession.LogitsOf(one, tokens);
        foreach (KernelTier tier in KernelTierSupport.Supported)
        {
            using CpuModelRunner three = Create(name, 3, tier);
            RunnerSession.AssertSameBits(expected, RunnerSession.LogitsOf(three, tokens, blocks, 3, 1, 1, 7));
        }
    }

    private static CpuModelRunner Create(string name, int threads, KernelTier tier)
    {
        using ModelPackage package = ModelPackage.Open(Golden.Folder(name));
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        CpuRunnerOptions options = new() { Threads = threads, BlockCount = 8, KernelTier = tier, KeyValues = KeyValueFormat.Int8, Arithmetic = Arithmetic.Float32 };
        return CpuModelRunner.Create(config, weights, options);
    }
}
