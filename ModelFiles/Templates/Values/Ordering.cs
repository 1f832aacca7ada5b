using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's order of values.</summary>
internal static class Ordering
{
    /// <summary>Negative, zero or positive; null when neither holds (not-a-number). Values without an order are an error.</summary>
    public static int? Compare(Execution run, object? a, object? b, string symbol)
    {
        run.Step();
        switch (a, b)
        {
            case (long x, long y): return x.CompareTo(y);
            case (string x, string y):
                run.ChargeText(Math.Min(x.Length, y.Length));
                return CompareText(x, y);
            case (Sequence x, Sequence y) when x.Kind == y.Kind && x.Kind is SequenceKind.List or SequenceKind.Tuple:
                return CompareItems(run, x.Items, y.Items, symbol);
        }

        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return Numbers.Compare(a, b);
        run.RequireDefined(a);
        run.RequireDefined(b);
        throw run.Error($"'{symbol}' not supported between instances of '{TypeNames.Of(a)}' and '{TypeNames.Of(b)}'");
    }

    public static bool Holds(Execution run, object? a, object? b, string symbol) => Compare(run, a, b, symbol) is int order && symbol switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    /// <summary>By code point: UTF-16 order differs where one text has a surrogate pair.</summary>
    public static int CompareText(string a, string b)
    {
        int at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length) return a.Length.CompareTo(b.Length);
        bool aPair = char.IsSurrogate(a[at]), bPair = char.IsSurrogate(b[at]);
        return aPair == bPair ? a[at].CompareTo(b[at]) : aPair ? 1 : -1;
    }

    private static int? CompareItems(Execution run, object?[] a, object?[] b, string symbol)
    {
        run.Enter();
        int shared = Math.Min(a.Length, b.Length);
        int at = 0;
        while (at < shared && Equality.AreEqual(run, a[at], b[at])) at++;
        int? order = at == shared ? a.Length.CompareTo(b.Length) : Compare(run, a[at], b[at], symbol);
        run.Leave();
        return order;
    }
}
