using System.Runtime.Intrinsics.X86;
using Inference.Kernels.MachineCode;

namespace Inference.Kernels.Tiers;

/// <summary>
/// Which instructions the arithmetic uses. Every tier gives the same bits, but for bf16 weights in their own precision: machine code
/// rounds their inputs too.
/// </summary>
public enum KernelTier
{
    /// <summary>Plain C#, on any processor: what the others are compared with.</summary>
    Scalar,

    /// <summary>AVX2 and FMA.</summary>
    Avx2,

    /// <summary>AVX-512 (F, BW, DQ, VL).</summary>
    Avx512,

    /// <summary>AVX-512, and kernels written at run time in instructions that .NET has no functions for (VNNI on 64 bytes, BF16).</summary>
    MachineCode,
}

public static class KernelTierSupport
{
    /// <summary>The fastest tier of this processor that computes rightly here.</summary>
    public static KernelTier Best { get; } = Enum.GetValues<KernelTier>().Last(tier => IsSupported(tier) && KernelCheck.Problem(tier) is null);

    /// <summary>Every tier that this processor can run, slowest first.</summary>
    public static IReadOnlyList<KernelTier> Supported { get; } = [.. Enum.GetValues<KernelTier>().Where(IsSupported)];

    /// <summary>Why <see cref="KernelTier.MachineCode"/> is not the best tier, as a clause; null where it is.</summary>
    public static string? WhyNoMachineCode => MachineKernels.WhyNot ?? KernelCheck.Problem(KernelTier.MachineCode);

    public static bool IsSupported(KernelTier tier) => tier switch
    {
        KernelTier.Scalar => true,
        KernelTier.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        KernelTier.Avx512 => Avx2.IsSupported && Fma.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported,
        KernelTier.MachineCode => IsSupported(KernelTier.Avx512) && MachineKernels.Instance is not null,
        _ => false,
    };
}
