using System.Numerics;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>What integers and floats have in common.</summary>
internal static class Numbers
{
    public static bool IsNumber(object? value) => value is long or double or bool or BigInteger;

    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        long number => number,
        true => 1,
        BigInteger number => (double)number,
        _ => 0,
    };

    public static int? Compare(object? a, object? b)
    {
        if (a is double x)
        {
            if (b is double y) return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
            Integers.TryGet(b, out BigInteger integer);
            return CompareExactly(x, integer);
        }

        Integers.TryGet(a, out BigInteger left);
        if (b is double right) return -CompareExactly(right, left);
        Integers.TryGet(b, out BigInteger other);
        return left.CompareTo(other);
    }

    /// <summary>Compares without rounding the integer; null for not-a-number.</summary>
    public static int? CompareExactly(double number, BigInteger integer)
    {
        if (double.IsNaN(number)) return null;
        if (double.IsInfinity(number)) return number > 0 ? 1 : -1;
        int order = new BigInteger(Math.Floor(number)).CompareTo(integer);
        return order == 0 && Math.Floor(number) != number ? 1 : order;
    }
}
