using System.Text;

namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>Closes a set under letter case, for <c>(?i)</c>: simple case pairs, and the two signs that fold to ASCII letters.</summary>
internal static class CaseFolding
{
    private const int LastCased = 0x1E950;
    private static readonly Lazy<Dictionary<int, int[]>> Partners = new(ReadPartners);

    public static CodePointSet Close(CodePointSet set)
    {
        // Negated classes and categories are closed already, or near enough to be used so: only small sets are literals.
        int size = 0;
        for (int i = 0; i < set.Bounds.Length; i += 2)
            size += set.Bounds[i + 1] - set.Bounds[i];
        if (size > 5000)
            return set;
        SortedSet<int> partners = [];
        for (int i = 0; i < set.Bounds.Length; i += 2)
        {
            for (int codePoint = set.Bounds[i]; codePoint < set.Bounds[i + 1]; codePoint++)
                partners.UnionWith(Partners.Value.GetValueOrDefault(codePoint, []));
        }
        return set.Union(CodePointSet.Of(partners));
    }

    private static Dictionary<int, int[]> ReadPartners()
    {
        Dictionary<int, List<int>> byFold = [];
        for (int codePoint = 0; codePoint < LastCased; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
                continue;
            int fold = Fold(codePoint);
            if (fold == codePoint)
                continue;
            if (!byFold.TryGetValue(fold, out List<int>? group))
                byFold[fold] = group = [fold];
            group.Add(codePoint);
        }
        Dictionary<int, int[]> partners = [];
        foreach (List<int> group in byFold.Values)
        {
            foreach (int member in group)
                partners[member] = [.. group];
        }
        return partners;
    }

    private static int Fold(int codePoint) => codePoint switch
    {
        0x17F => 's',
        0x212A => 'k',
        0x212B => 0xE5,
        _ => Rune.ToLowerInvariant(Rune.ToUpperInvariant(new Rune(codePoint))).Value,
    };
}
