using System.Numerics;

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
        int width = Vector<float>.Count, half = Vector<double>.Count;
        double scale = Log2E / temperature;
        Vector<ulong> sums = default;
        int i = 0;
        for (; i <= logits.Length - width; i += width)
        {
            Vector.Widen(new Vector<float>(logits[i..]), out Vector<double> low, out Vector<double> high);
            Vector<ulong> first = Weigh(low, max, scale), second = Weigh(high, max, scale);
            first.CopyTo(weights[i..]);
            second.CopyTo(weights[(i + half)..]);
            sums += first + second;
        }

        ulong sum = Vector.Sum(sums);
        for (; i < logits.Length; i++)
        {
            weights[i] = Weigh(new Vector<double>((double)logits[i]), max, scale)[0];
            sum += weights[i];
        }

        return sum;
    }

    private static Vector<ulong> Weigh(Vector<double> logits, double max, double scale)
    {
        var shift = new Vector<double>(RoundingShift);
        Vector<double> exponent = (logits - new Vector<double>(max)) * new Vector<double>(scale);
        if (Vector.LessThanOrEqualAll(exponent, new Vector<double>(Weightless))) return Vector<ulong>.Zero;
        var least = new Vector<double>(LeastExponent);
        exponent = Vector.ConditionalSelect(Vector.GreaterThan(exponent, least), exponent, least);

        // 2^exponent = 2^whole × e^t, with whole taken to the nearest.
        Vector<double> shifted = exponent + shift;
        Vector<double> whole = shifted - shift;
        Vector<double> t = (exponent - whole) * new Vector<double>(Ln2);

        // The series of e^t to t^11 / 11!: with |t| ≤ ln 2 / 2 it is off by less than 10^−14.
        Vector<double> power = (t * new Vector<double>(1.0 / 39916800)) + new Vector<double>(1.0 / 3628800);
        power = (power * t) + new Vector<double>(1.0 / 362880);
        power = (power * t) + new Vector<double>(1.0 / 40320);
        power = (power * t) + new Vector<double>(1.0 / 5040);
        power = (power * t) + new Vector<double>(1.0 / 720);
        power = (power * t) + new Vector<double>(1.0 / 120);
        power = (power * t) + new Vector<double>(1.0 / 24);
        power = (power * t) + new Vector<double>(1.0 / 6);
        power = (power * t) + new Vector<double>(1.0 / 2);
        power = (power * t) + Vector<double>.One;
        power = (power * t) + Vector<double>.One;

        // Adding to the exponent field multiplies by 2^(whole + 42); the field of the least is 1023 − 64 + 42, above zero.
        Vector<long> scaled = Vector.AsVectorInt64(power) + ((Vector.AsVectorInt64(shifted) - Vector.AsVectorInt64(shift) + new Vector<long>(FractionBits)) << 52);
        return Vector.AsVectorUInt64(Vector.AsVectorInt64(Vector.AsVectorDouble(scaled) + shift) - Vector.AsVectorInt64(shift));
    }
}
