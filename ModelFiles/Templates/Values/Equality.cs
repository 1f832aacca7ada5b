using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's <c>==</c>.</summary>
internal static class Equality
{
    public static bool AreEqual(Execution run, object? a, object? b)
    {
        run.Step();
        if (a is string x && b is string y)
        {
            if (x.Length == y.Length) run.ChargeText(x.Length);
            return string.Equals(x, y);
        }

        return (a, b) switch
        {
            (Sequence first, Sequence second) => AreEqual(run, first, second),
            (Mapping first, Mapping second) => AreEqual(run, first, second),
            (Undefined, Undefined) => true,
            _ => ReferenceEquals(a, b) || AreScalarsEqual(a, b),
        };
    }

    public static bool AreScalarsEqual(object? a, object? b)
    {
        if (a is string x) return b is string y && string.Equals(x, y);
        if (a is double p) return b is double q ? p == q : Integers.TryGet(b, out BigInteger right) && Numbers.CompareExactly(p, right) == 0;
        if (b is double d) return Integers.TryGet(a, out BigInteger left) && Numbers.CompareExactly(d, left) == 0;
        if (Integers.TryGetLong(a, out long m) && Integers.TryGetLong(b, out long n)) return m == n;
        return a is BigInteger big && b is BigInteger other && big == other;
    }

    private static bool AreEqual(Execution run, Sequence a, Sequence b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Kind != b.Kind || a.Items.Length != b.Items.Length) return false;
        run.Enter();
        bool equal = true;
        for (int i = 0; equal && i < a.Items.Length; i++) equal = AreEqual(run, a.Items[i], b.Items[i]);
        run.Leave();
        return equal;
    }

    private static bool AreEqual(Execution run, Mapping a, Mapping b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.Count != b.Count) return false;
        run.Enter();
        bool equal = true;
        for (int i = 0; equal && i < a.Count; i++)
        {
            equal = b.TryGet(a.Entries[i].Key, out object? other) && AreEqual(run, a.Entries[i].Value, other);
        }

        run.Leave();
        return equal;
    }
}
