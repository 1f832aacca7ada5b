using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>How the weights of four inputs are loaded and multiplied. Lanes of 32 bits are outputs.</summary>
internal unsafe interface IDot256
{
    /// <summary>Bytes of four inputs.</summary>
    static abstract int StepBytes { get; }

    /// <summary>What a stored weight has lost when it is loaded.</summary>
    static abstract int Zero { get; }

    /// <summary>Where the weights of a step lie.</summary>
    static abstract byte* Step(byte* group, int step);

    /// <summary>Four inputs of outputs 0 … 7, 8 … 15, 16 … 23, 24 … 31.</summary>
    static abstract void Load(
        byte* group, int step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3);

    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs);
}

/// <summary>Bytes, where one instruction multiplies and adds four.</summary>
internal readonly unsafe struct VnniBytes256 : IDot256
{
    public static int StepBytes => PanelShape.Outputs * 4;

    public static int Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Step(byte* group, int step) => group + (step * StepBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* group, int step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3)
    {
        byte* weights = Step(group, step);
        weights0 = Vector256.Load(weights);
        weights1 = Vector256.Load(weights + 32);
        weights2 = Vector256.Load(weights + 64);
        weights3 = Vector256.Load(weights + 96);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs) =>
        AvxVnni.MultiplyWideningAndAdd(sum, weights, inputs);
}

/// <summary>
/// Bytes, made signed. Their signs go over to the inputs: two products of at most 128 · 127 fit into 16 bits, which of unsigned bytes
/// they would not.
/// </summary>
internal readonly unsafe struct SignedBytes256 : IDot256
{
    public static int StepBytes => PanelShape.Outputs * 4;

    public static int Zero => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Step(byte* group, int step) => VnniBytes256.Step(group, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* group, int step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3)
    {
        VnniBytes256.Load(group, step, out weights0, out weights1, out weights2, out weights3);
        Vector256<byte> sign = Vector256.Create((byte)0x80);
        weights0 ^= sign;
        weights1 ^= sign;
        weights2 ^= sign;
        weights3 ^= sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs)
    {
        Vector256<sbyte> signed = weights.AsSByte();
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(signed), Avx2.Sign(inputs, signed));
        return sum + Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((short)1));
    }
}

/// <summary>Nibbles: two products of at most 15 · 127 fit into 16 bits.</summary>
internal readonly unsafe struct Nibbles256 : IDot256
{
    public static int StepBytes => PanelShape.Outputs * 2;

    public static int Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Step(byte* group, int step) => group + (step * StepBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(
        byte* group, int step, out Vector256<byte> weights0, out Vector256<byte> weights1, out Vector256<byte> weights2, out Vector256<byte> weights3)
    {
        byte* weights = group + (step / 2 * PanelShape.Outputs * 4);
        int shift = step % 2 * 4;
        weights0 = Nibbles(weights, shift);
        weights1 = Nibbles(weights + 32, shift);
        weights2 = Nibbles(weights + 64, shift);
        weights3 = Nibbles(weights + 96, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> weights, Vector256<sbyte> inputs) =>
        sum + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(weights, inputs), Vector256.Create((short)1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Nibbles(byte* pairs, int shift) =>
        (Vector256.Load(pairs).AsUInt16() >> shift).AsByte() & Vector256.Create((byte)0x0F);
}
