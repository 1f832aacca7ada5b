using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>What is done once for each group of inputs: its integer becomes a float, is scaled and joins the output's sum.</summary>
internal static unsafe class Avx512GroupSums
{
    /// <summary>Four inputs, once for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<sbyte> Four(sbyte* x) => Vector512.Create(*(int*)x).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scaled<TDot>(Vector512<int> sum, int correction, float scale)
        where TDot : struct, IDot512 =>
        Avx512F.ConvertToVector512Single(TDot.Finish(sum) + Vector512.Create(correction)) * Vector512.Create(scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo<TMinimums>(
        Vector512<float> product, Vector512<float> scale, float* scaledSum, Vector512<float> minimum, float* sums)
        where TMinimums : struct, IMinimums => Sum<TMinimums>(product, scale, scaledSum, minimum, Vector512.Load(sums)).Store(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sum<TMinimums>(
        Vector512<float> product, Vector512<float> scale, float* scaledSum, Vector512<float> minimum, Vector512<float> sum)
        where TMinimums : struct, IMinimums
    {
        sum = Avx512F.FusedMultiplyAdd(product, scale, sum);
        return TMinimums.Exist ? Avx512F.FusedMultiplyAdd(Vector512.Create(*scaledSum), minimum, sum) : sum;
    }
}
