namespace Inference.Kernels.Lanes;

internal static class LaneCount
{
    public const int Value = 16;

    public static int RoundUp(int count) => (count + Value - 1) & -Value;
}
