using System.Numerics;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Integers are long where they fit and BigInteger where they do not, never otherwise; bool counts as one, as in Python.</summary>
internal static class Integers
{
    private const int SmallestBoxed = -16;
    private static readonly object[] _boxed = Enumerable.Range(SmallestBoxed, 1040).Select(number => (object)(long)number).ToArray();

    public static object Box(long number)
    {
        long at = number - SmallestBoxed;
        return (ulong)at < (ulong)_boxed.Length ? _boxed[at] : number;
    }

    public static object Normalize(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? Box((long)number) : number;

    public static bool TryGetLong(object? value, out long number)
    {
        number = value switch { long integer => integer, true => 1, _ => 0 };
        return value is long or bool;
    }

    public static bool TryGet(object? value, out BigInteger number)
    {
        number = value switch { long integer => integer, true => BigInteger.One, BigInteger big => big, _ => BigInteger.Zero };
        return value is long or bool or BigInteger;
    }

    public static bool IsInteger(object? value) => value is long or bool or BigInteger;
}
