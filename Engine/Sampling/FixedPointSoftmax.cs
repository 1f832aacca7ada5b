using System.Runtime.Intrinsics;

namespace Inference.Engine.Sampling;

/// <summary>
/// Probabilities as whole numbers: a token's weight is e^((logit − max) / temperature) in units of 2^−42, to the nearest. Sums
/// of whole numbers do not depend on the order of adding, so every cut and every draw made from weights is exact; and the
/// exponential is made of additions and multiplications alone, which round the same on every machine. So equal logits give
/// equal weights, bit for bit, everywhere. Tokens rarer than 2^−43 of the likeliest have no weight.
/// </summary>
internal static class FixedPointSoftmax
{
    /// <summary>The likeliest token's weight is 2 to this power.</summary>
    public const int FractionBits = 42;

    public const ulong One = 1UL << FractionBits;

    private const double Log2E = 1.4426950408889634, Ln2 = 0.6931471805599453;

    /// <summary>Adding 1.5 × 2^52 to a double rounds it to a whole number, which is then in its lowest bits.</summary>
    private const double RoundingShift = 6755399441055744.0;

    /// <summary>Powers of two up to this weigh nothing; the other bound keeps what is computed within the range of normal numbers.</summary>
    private const double Weightless = -FractionBits - 2, LeastExponent = -64;

    /// <summary>Writes each token's weight.</summary>
    /// <param name="logits">Finite or −∞.</param>
    /// <param name="max">The greatest of them.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="weights">As many as logits.</param>
    /// <returns>The sum of the weights.</returns>
    public static ulong Weigh(ReadOnlySpan<float> logits, float max, double temperature, Span<ulong> weights)
    {
        int width = Vector512<float>.Count, half = Vector512<double>.Count;
        double scale = Log2E / temperature;
        Vector512<ulong> sums = default;
        int i = 0;
        for (; i <= logits.Length - width; i += width)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Create(logits[i..]));
            Vector512<ulong> first = Weigh(low, max, scale), second = Weigh(high, max, scale);
            first.CopyTo(weights[i..]);
            second.CopyTo(weights[(i + half)..]);
            sums += first + second;
        }

        ulong sum = Vector512.Sum(sums);
        for (; i < logits.Length; i++)
        {
            weights[i] = Weigh(Vector512.Create((double)logits[i]), max, scale)[0];
            sum += weights[i];
        }

        return sum;
    }

    private static Vector512<ulong> Weigh(Vector512<double> logits, double max, double scale)
    {
        var shift = Vector512.Create(RoundingShift);
        Vector512<double> exponent = (logits - Vector512.Create(max)) * Vector512.Create(scale);
        if (Vector512.LessThanOrEqualAll(exponent, Vector512.Create(Weightless))) return Vector512<ulong>.Zero;
        var least = Vector512.Create(LeastExponent);
        exponent = Vector512.ConditionalSelect(Vector512.GreaterThan(exponent, least), exponent, least);

        // 2^exponent = 2^whole × e^t, with whole taken to the nearest.
        Vector512<double> shifted = exponent + shift;
        Vector512<double> whole = shifted - shift;
        Vector512<double> t = (exponent - whole) * Vector512.Create(Ln2);

        // The series of e^t to t^11 / 11!: with |t| ≤ ln 2 / 2 it is off by less than 10^−14.
        Vector512<double> power = (t * Vector512.Create(1.0 / 39916800)) + Vector512.Create(1.0 / 3628800);
        power = (power * t) + Vector512.Create(1.0 / 362880);
        power = (power * t) + Vector512.Create(1.0 / 40320);
        power = (power * t) + Vector512.Create(1.0 / 5040);
        power = (power * t) + Vector512.Create(1.0 / 720);
        power = (power * t) + Vector512.Create(1.0 / 120);
        power = (power * t) + Vector512.Create(1.0 / 24);
        power = (power * t) + Vector512.Create(1.0 / 6);
        power = (power * t) + Vector512.Create(1.0 / 2);
        power = (power * t) + Vector512<double>.One;
        power = (power * t) + Vector512<double>.One;

        // Adding to the exponent field multiplies by 2^(whole + 42); the field of the least is 1023 − 64 + 42, above zero.
        Vector512<long> scaled = power.AsInt64() + ((shifted.AsInt64() - shift.AsInt64() + Vector512.Create((long)FractionBits)) << 52);
        return ((scaled.AsDouble() + shift).AsInt64() - shift.AsInt64()).AsUInt64();
    }
}
