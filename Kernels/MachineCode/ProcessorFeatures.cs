using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MachineCode;

/// <summary>What this process can run of what .NET has no functions for.</summary>
internal static class ProcessorFeatures
{
    private const int ByteDotsBit = 11, BFloat16DotsBit = 5;

    /// <summary>
    /// Whether code written here can be called, and may use vectors of 64 bytes: .NET says so only where the operating system saves
    /// them too.
    /// </summary>
    public static bool HasWideVectors { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Avx512F.IsSupported;

    /// <summary>Dot products of bytes: AVX512-VNNI.</summary>
    public static bool HasByteDots { get; } = HasWideVectors && LeafBit(7, 0, registers => registers.Ecx, ByteDotsBit);

    /// <summary>Dot products of bf16 numbers: AVX512-BF16.</summary>
    public static bool HasBFloat16Dots { get; } = HasWideVectors && LeafBit(7, 1, registers => registers.Eax, BFloat16DotsBit);

    private static bool LeafBit(int leaf, int subleaf, Func<(int Eax, int Ebx, int Ecx, int Edx), int> register, int bit) =>
        X86Base.CpuId(0, 0).Eax >= leaf
        && (subleaf == 0 || X86Base.CpuId(leaf, 0).Eax >= subleaf)
        && (register(X86Base.CpuId(leaf, subleaf)) >> bit & 1) != 0;
}
