using System.Runtime.CompilerServices;

namespace Inference.Kernels.Lanes;

/// <summary>Elementary functions, the same to the bit in every kind of lanes. Relative error of the exponential: about 2⁻²³.</summary>
internal static class LaneMath
{
    private const float ExpLowest = -87.33654f;  // 2⁻¹²⁶: what lies below comes out as that
    private const float ExpHighest = 88.37626f;  // below 2¹²⁷·⁵: the exponent must stay at 127
    private const float Log2E = 1.44269504f;
    private const float IntegerBias = 12582912f; // 1.5 · 2²³: adding it rounds to an integer

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        x = T.Min(T.Broadcast(ExpHighest), T.Max(T.Broadcast(ExpLowest), x));
        T biased = T.MultiplyAdd(x, T.Broadcast(Log2E), T.Broadcast(IntegerBias));
        T n = T.Subtract(biased, T.Broadcast(IntegerBias));

        // ln 2 in two parts: x − n · ln 2 keeps all its bits.
        T r = T.MultiplyAdd(n, T.Broadcast(-0.693359375f), x);
        r = T.MultiplyAdd(n, T.Broadcast(2.12194440e-4f), r);

        T polynomial = T.Broadcast(1.9875691500e-4f);
        polynomial = T.MultiplyAdd(polynomial, r, T.Broadcast(1.3981999507e-3f));
        polynomial = T.MultiplyAdd(polynomial, r, T.Broadcast(8.3334519073e-3f));
        polynomial = T.MultiplyAdd(polynomial, r, T.Broadcast(4.1665795894e-2f));
        polynomial = T.MultiplyAdd(polynomial, r, T.Broadcast(1.6666665459e-1f));
        polynomial = T.MultiplyAdd(polynomial, r, T.Broadcast(5.0000001201e-1f));
        T result = T.MultiplyAdd(T.Multiply(r, r), polynomial, T.Add(r, T.Broadcast(1)));
        return T.Multiply(result, T.PowerOfTwo(biased));
    }

    /// <summary>1 − 2 / (e²ˣ + 1). Absolute error about 2⁻²³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        T one = T.Broadcast(1);
        T denominator = T.Add(Exp(T.Add(x, x)), one);
        return T.Subtract(one, T.Divide(T.Broadcast(2), denominator));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Silu<T>(T x)
        where T : struct, ILanes<T> =>
        T.Divide(x, T.Add(Exp(T.Subtract(T.Broadcast(0), x)), T.Broadcast(1)));

    /// <summary>x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GeluTanh<T>(T x)
        where T : struct, ILanes<T>
    {
        T inner = T.MultiplyAdd(T.Multiply(x, x), T.Broadcast(0.044715f), T.Broadcast(1));
        T tanh = Tanh(T.Multiply(T.Multiply(x, T.Broadcast(0.79788456f)), inner));
        return T.Multiply(T.Multiply(x, T.Broadcast(0.5f)), T.Add(tanh, T.Broadcast(1)));
    }
}
