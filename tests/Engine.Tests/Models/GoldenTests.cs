using Inference.Engine.Execution;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

public sealed class GoldenTests
{
    public static TheoryData<string, KernelTier> Cases()
    {
        TheoryData<string, KernelTier> cases = [];
        foreach (string name in GoldenNames.All)
        {
            foreach (KernelTier tier in KernelTierSupport.Supported) cases.Add(name, tier);
        }

        return cases;
    }

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void Forward_GoldenModel_GivesTheReferenceLogits(string name, KernelTier tier)
    {
        Golden golden = Golden.Read(name);
        using ModelPackage package = ModelPackage.Open(Golden.Folder(name));
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        CpuRunnerOptions options = new() { Threads = 2, BlockCount = 4, KernelTier = tier, Arithmetic = Arithmetic.Float32 };
        using CpuModelRunner runner = CpuModelRunner.Create(config, weights, options);

        golden.AssertMatches(RunnerSession.LogitsOf(runner, golden.TokenIds));
    }
}
