using Inference.Kernels.MachineCode.Memory;
using Inference.Kernels.MachineCode.Tiles;

namespace Inference.Kernels.MachineCode;

/// <summary>Kernels in instructions that .NET has no functions for, written for this processor.</summary>
internal sealed class MachineKernels : IDisposable
{
    private static readonly Lazy<(MachineKernels? Kernels, string? WhyNot)> Own = new(() => (TryCreate(new PosixPages(), out string? whyNot), whyNot));

    private MachineKernels(IntegerTiles integers, Float16Tiles halves, BFloat16Tiles? pairs, CacheTiles? caches)
    {
        Integers = integers;
        Halves = halves;
        Pairs = pairs;
        Caches = caches;
    }

    /// <summary>This process's; null where there are none.</summary>
    public static MachineKernels? Instance => Own.Value.Kernels;

    /// <summary>Why this process has none.</summary>
    public static string? WhyNot => Own.Value.WhyNot;

    public IntegerTiles Integers { get; }

    public Float16Tiles Halves { get; }

    /// <summary>Null where the processor does not multiply bf16 numbers.</summary>
    public BFloat16Tiles? Pairs { get; }

    /// <inheritdoc cref="Pairs"/>
    public CacheTiles? Caches { get; }

    /// <param name="pages">Memory for the code.</param>
    /// <param name="whyNot">Why there are none, where null is returned.</param>
    public static MachineKernels? TryCreate(IExecutablePages pages, out string? whyNot)
    {
        whyNot = "this processor or system has no AVX512-VNNI for .NET on Linux";
        if (!ProcessorFeatures.HasByteDots) return null;

        whyNot = "the system does not let a process write code for itself";
        IntegerTiles? integers = IntegerTiles.TryLoad(pages);
        Float16Tiles? halves = Float16Tiles.TryLoad(pages);
        BFloat16Tiles? pairs = ProcessorFeatures.HasBFloat16Dots ? BFloat16Tiles.TryLoad(pages) : null;
        CacheTiles? caches = ProcessorFeatures.HasBFloat16Dots ? CacheTiles.TryLoad(pages) : null;
        bool hasPairs = (pairs is not null && caches is not null) || !ProcessorFeatures.HasBFloat16Dots;
        if (integers is not null && halves is not null && hasPairs)
        {
            whyNot = null;
            return new MachineKernels(integers, halves, pairs, caches);
        }

        integers?.Dispose();
        halves?.Dispose();
        pairs?.Dispose();
        caches?.Dispose();
        return null;
    }

    public void Dispose()
    {
        Integers.Dispose();
        Halves.Dispose();
        Pairs?.Dispose();
        Caches?.Dispose();
    }
}
