using System.Globalization;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>
/// An immutable set of Unicode code points as an inversion list: code points from <c>Bounds[0]</c> on are in, from <c>Bounds[1]</c> on
/// out, from <c>Bounds[2]</c> on in, and so on.
/// </summary>
internal sealed class CodePointSet
{
    public const int Limit = 0x110000;
    public static readonly CodePointSet None = new([]);
    public static readonly CodePointSet All = new([0, Limit]);
    private static readonly Lazy<CodePointSet[]> Categories = new(ReadCategories);

    private CodePointSet(int[] bounds) => Bounds = bounds;

    public int[] Bounds { get; }

    public bool IsEmpty => Bounds.Length == 0;

    public static CodePointSet Of(int codePoint) => Between(codePoint, codePoint);

    public static CodePointSet Between(int first, int last) => new([first, last + 1]);

    public static CodePointSet Of(SortedSet<int> codePoints)
    {
        List<int> bounds = [];
        foreach (int codePoint in codePoints)
        {
            if (bounds.Count > 0 && bounds[^1] == codePoint)
                bounds[^1]++;
            else
                bounds.AddRange([codePoint, codePoint + 1]);
        }
        return new([.. bounds]);
    }

    public static CodePointSet Of(UnicodeCategory category) => Categories.Value[(int)category];

    public static CodePointSet Of(params ReadOnlySpan<UnicodeCategory> categories)
    {
        CodePointSet all = None;
        foreach (UnicodeCategory category in categories)
            all = all.Union(Of(category));
        return all;
    }

    public static CodePointSet Of(string characters)
    {
        CodePointSet all = None;
        foreach (var rune in characters.EnumerateRunes())
            all = all.Union(Of(rune.Value));
        return all;
    }

    public bool Contains(int codePoint)
    {
        int index = Array.BinarySearch(Bounds, codePoint);
        return ((index >= 0 ? index + 1 : ~index) & 1) != 0;
    }

    public CodePointSet Union(CodePointSet other) => Combine(other, (a, b) => a | b);

    public CodePointSet Intersect(CodePointSet other) => Combine(other, (a, b) => a & b);

    public CodePointSet Except(CodePointSet other) => Combine(other, (a, b) => a & !b);

    public CodePointSet Complement() => All.Except(this);

    public bool Overlaps(CodePointSet other) => !Intersect(other).IsEmpty;

    private CodePointSet Combine(CodePointSet other, Func<bool, bool, bool> rule)
    {
        List<int> bounds = [];
        int left = 0, right = 0;
        bool inside = false;
        while (left < Bounds.Length || right < other.Bounds.Length)
        {
            int at = Math.Min(
                left < Bounds.Length ? Bounds[left] : int.MaxValue,
                right < other.Bounds.Length ? other.Bounds[right] : int.MaxValue);
            if (left < Bounds.Length && Bounds[left] == at)
                left++;
            if (right < other.Bounds.Length && other.Bounds[right] == at)
                right++;
            bool now = rule((left & 1) != 0, (right & 1) != 0);
            if (now != inside)
                bounds.Add(at);
            inside = now;
        }
        return new([.. bounds]);
    }

    private static CodePointSet[] ReadCategories()
    {
        var bounds = new List<int>[30];
        for (int category = 0; category < bounds.Length; category++)
            bounds[category] = [];
        int previous = -1;
        for (int codePoint = 0; codePoint < Limit; codePoint++)
        {
            int category = (int)CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (category == previous)
                continue;
            if (previous >= 0)
                bounds[previous].Add(codePoint);
            bounds[category].Add(codePoint);
            previous = category;
        }
        bounds[previous].Add(Limit);
        return [.. bounds.Select(list => new CodePointSet([.. list]))];
    }
}
