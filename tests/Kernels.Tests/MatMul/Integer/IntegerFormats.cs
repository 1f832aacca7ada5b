using Inference.Kernels.Formats;
using Inference.Kernels.Tiers;

namespace Inference.Kernels.Tests.MatMul.Integer;

/// <summary>The formats that are computed as integers.</summary>
internal static class IntegerFormats
{
    public static readonly ElementType[] All =
    [
        ElementType.Q40, ElementType.Q41, ElementType.Q50, ElementType.Q51, ElementType.Q80,
        ElementType.Q2K, ElementType.Q3K, ElementType.Q4K, ElementType.Q5K, ElementType.Q6K, ElementType.IQ4NL,
    ];

    public static TheoryData<ElementType> Types() => [.. All];

    public static TheoryData<ElementType, KernelTier> TypesAndTiers()
    {
        TheoryData<ElementType, KernelTier> cases = [];
        foreach (ElementType type in All)
        {
            foreach (KernelTier tier in KernelTierSupport.Supported) cases.Add(type, tier);
        }

        return cases;
    }
}
