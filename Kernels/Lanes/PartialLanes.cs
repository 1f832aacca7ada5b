using System.Runtime.CompilerServices;

namespace Inference.Kernels.Lanes;

/// <summary>The last few numbers of a row, fewer than there are lanes.</summary>
internal static unsafe class PartialLanes
{
    /// <summary>The lanes behind <paramref name="count"/> are zero.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Load<T>(float* source, int count)
        where T : struct, ILanes<T>
    {
        float* lanes = stackalloc float[LaneCount.Value];
        for (int i = 0; i < LaneCount.Value; i++) lanes[i] = i < count ? source[i] : 0;
        return T.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<T>(T value, float* destination, int count)
        where T : struct, ILanes<T>
    {
        float* lanes = stackalloc float[LaneCount.Value];
        T.Store(value, lanes);
        for (int i = 0; i < count; i++) destination[i] = lanes[i];
    }
}
