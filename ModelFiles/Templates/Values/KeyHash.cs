using System.Numerics;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Hashing and equality of values that may be keys. Hashes are seeded per process, so no template can aim at collisions.</summary>
internal static class KeyHash
{
    private const int MaxTupleDepth = 16;

    /// <summary>Whether a value may be a key: not a list, not a dict, and no tuple that holds one or nests absurdly.</summary>
    public static bool IsHashable(object? value, int depth = 0) => value switch
    {
        Mapping => false,
        Sequence { Kind: SequenceKind.Tuple } tuple => depth < MaxTupleDepth && Array.TrueForAll(tuple.Items, item => IsHashable(item, depth + 1)),
        Sequence { Kind: SequenceKind.Range } => true,
        Sequence => false,
        _ => true,
    };

    public static int Of(object? value)
    {
        switch (value)
        {
            case null: return 0;
            case string text: return text.GetHashCode();
            case bool flag: return OfInteger(flag ? 1 : 0);
            case long number: return OfInteger(number);
            case double number:
                if (Math.Floor(number) == number && Math.Abs(number) < 9e18) return OfInteger((long)number);
                if (double.IsInteger(number)) return HashCode.Combine(new BigInteger(number));
                return OfInteger(BitConverter.DoubleToInt64Bits(number));
            case BigInteger number: return HashCode.Combine(number);
            case Sequence sequence:
                var hash = new HashCode();
                foreach (object? item in sequence.Items) hash.Add(Of(item));
                return hash.ToHashCode();
            case Undefined: return 1;
            default: return value.GetHashCode();
        }
    }

    public static bool Matches(object? a, object? b)
    {
        if (a is Sequence x && b is Sequence y)
        {
            if (x.Kind != y.Kind || x.Items.Length != y.Items.Length) return false;
            for (int i = 0; i < x.Items.Length; i++)
            {
                if (!Matches(x.Items[i], y.Items[i])) return false;
            }

            return true;
        }

        return ReferenceEquals(a, b) || (a is Undefined && b is Undefined) || Equality.AreScalarsEqual(a, b);
    }

    private static int OfInteger(long number) => HashCode.Combine((int)number, (int)(number >> 32));
}
