namespace Inference.Engine.Constraints.Expressions;

/// <summary>A set of Unicode scalar values, as ascending ranges that do not touch.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private CodePointSet((int First, int Last)[] ranges) => Ranges = ranges;

    public static CodePointSet All { get; } = Of((0, Last));

    public static CodePointSet None { get; } = new([]);

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public bool IsEmpty => Ranges.Count == 0;

    /// <summary>Surrogates are left out: no text has them.</summary>
    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.SelectMany(WithoutSurrogates).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else merged.Add((first, last));
        }

        return new CodePointSet([.. merged]);
    }

    public static CodePointSet Of(int codePoint) => Of((codePoint, codePoint));

    public CodePointSet Union(CodePointSet other) => Of(Ranges.Concat(other.Ranges));

    public CodePointSet Complement()
    {
        List<(int, int)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next) gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last) gaps.Add((next, Last));
        return Of(gaps);
    }

    public CodePointSet Except(CodePointSet other) => Complement().Union(other).Complement();

    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    private static IEnumerable<(int First, int Last)> WithoutSurrogates((int First, int Last) range)
    {
        if (range.First < 0xD800 && range.Last >= range.First) yield return (range.First, Math.Min(range.Last, 0xD7FF));
        if (range.Last > 0xDFFF && range.Last >= range.First) yield return (Math.Max(range.First, 0xE000), range.Last);
    }
}
