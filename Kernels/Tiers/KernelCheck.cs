using Inference.Kernels.MachineCode;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.Tiers;

/// <summary>Whether a tier's kernels give the bits of the scalar reference here. Each is asked once a process.</summary>
public static class KernelCheck
{
    private static readonly Lazy<string?>[] Problems = [.. Enum.GetValues<KernelTier>().Select(tier => new Lazy<string?>(() => Find(tier)))];

    /// <summary>What is wrong with a tier that the processor can run, or null.</summary>
    public static string? Problem(KernelTier tier) => Problems[(int)tier].Value;

    private static string? Find(KernelTier tier) => tier switch
    {
        KernelTier.MachineCode => PanelKernelCheck.Problem<MachinePanelKernel>()
            ?? IntegerKernelCheck.Problem<MachineIntegerKernel, Avx512ActivationKernel>()
            ?? BFloat16KernelCheck.Problem<MachineBFloat16Kernel>()
            ?? CacheTilesCheck.Problem(),
        KernelTier.Avx512 => PanelKernelCheck.Problem<Avx512PanelKernel>() ?? IntegerKernelCheck.Problem<Avx512IntegerKernel, Avx512ActivationKernel>(),
        KernelTier.Avx2 => PanelKernelCheck.Problem<Avx2PanelKernel>() ?? IntegerKernelCheck.Problem<Avx2IntegerKernel, Avx2ActivationKernel>(),
        _ => null,
    };
}
