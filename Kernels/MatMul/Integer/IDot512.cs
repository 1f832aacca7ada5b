using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>How the weights of eight inputs are loaded, and multiplied four inputs at a time. Lanes of 32 bits are outputs.</summary>
internal unsafe interface IDot512
{
    /// <summary>Bytes of eight inputs.</summary>
    static abstract int StepBytes { get; }

    /// <summary>What a stored weight has lost when it is loaded.</summary>
    static abstract int Zero { get; }

    /// <param name="low0">Inputs 0 … 3 of outputs 0 … 15, then of outputs 16 … 31; then inputs 4 … 7.</param>
    static abstract void Load(
        byte* weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1);

    /// <summary>Adds products of four inputs to a sum that is of no use before <see cref="Finish"/>: at most eight times.</summary>
    static abstract Vector512<int> Add(Vector512<int> sum, Vector512<byte> weights, Vector512<sbyte> inputs);

    static abstract Vector512<int> Finish(Vector512<int> sum);
}

/// <summary>Nibbles. Eight times two products of at most 15 · 127 fit into 16 bits.</summary>
internal readonly unsafe struct Nibbles512 : IDot512
{
    public static int StepBytes => PanelShape.Outputs * 4;

    public static int Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1)
    {
        Vector512<byte> pairs0 = Vector512.Load(weights), pairs1 = Vector512.Load(weights + 64), mask = Vector512.Create((byte)0x0F);
        low0 = pairs0 & mask;
        low1 = pairs1 & mask;
        high0 = (pairs0.AsUInt16() >> 4).AsByte() & mask;
        high1 = (pairs1.AsUInt16() >> 4).AsByte() & mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<byte> weights, Vector512<sbyte> inputs) =>
        (sum.AsInt16() + Avx512BW.MultiplyAddAdjacent(weights, inputs)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Finish(Vector512<int> sum) => Avx512BW.MultiplyAddAdjacent(sum.AsInt16(), Vector512.Create((short)1));
}

/// <summary>
/// Bytes, made signed. Their signs go over to the inputs: two products of at most 128 · 127 fit into 16 bits, which of unsigned bytes
/// they would not.
/// </summary>
internal readonly unsafe struct SignedBytes512 : IDot512
{
    public static int StepBytes => PanelShape.Outputs * 8;

    public static int Zero => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* weights, out Vector512<byte> low0, out Vector512<byte> low1, out Vector512<byte> high0, out Vector512<byte> high1)
    {
        Vector512<byte> sign = Vector512.Create((byte)0x80);
        low0 = Vector512.Load(weights) ^ sign;
        low1 = Vector512.Load(weights + 64) ^ sign;
        high0 = Vector512.Load(weights + 128) ^ sign;
        high1 = Vector512.Load(weights + 192) ^ sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<byte> weights, Vector512<sbyte> inputs)
    {
        Vector512<sbyte> negative = Vector512.LessThan(weights.AsSByte(), Vector512<sbyte>.Zero);
        Vector512<sbyte> signed = Vector512.ConditionalSelect(negative, -inputs, inputs);
        Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(Avx512BW.Abs(weights.AsSByte()), signed);
        return sum + Avx512BW.MultiplyAddAdjacent(pairs, Vector512.Create((short)1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Finish(Vector512<int> sum) => sum;
}
