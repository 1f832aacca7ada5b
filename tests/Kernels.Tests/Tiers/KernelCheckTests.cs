using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.Tiers;

public sealed class KernelCheckTests
{
    [Fact]
    public void Problem_EveryTierOfThisProcessor_IsNone() => Assert.All(KernelTierSupport.Supported, tier => Assert.Null(KernelCheck.Problem(tier)));

    /// <summary>What processors use that lack an instruction which others of their tier have.</summary>
    [Fact]
    public void Problem_KernelsForLesserProcessors_IsNone()
    {
        if (KernelTierSupport.IsSupported(KernelTier.Avx512)) Assert.Null(IntegerKernelCheck.Problem<PlainAvx512IntegerKernel, Avx512ActivationKernel>());
        if (KernelTierSupport.IsSupported(KernelTier.Avx2)) Assert.Null(IntegerKernelCheck.Problem<PlainAvx2IntegerKernel, Avx2ActivationKernel>());
    }
}
