namespace Inference.Engine.Speculation;

/// <summary>
/// Guesses that what followed the same tokens before follows them again: finds the longest run of last tokens, within limits,
/// that stood earlier in the sequence (the latest of the longest), and copies on from there.
/// </summary>
/// <remarks>
/// Each position is linked to the last earlier one that ends in the same <c>minimum</c> tokens, so a call looks at new tokens and
/// at positions that match already, not at the whole sequence.
/// </remarks>
internal sealed class PromptLookupProposer(int minimum, int maximum) : ITokenProposer
{
    private const int None = -1;

    private readonly Dictionary<ulong, int> _latest = [];
    private readonly List<int> _earlier = [];

    public int Propose(ReadOnlySpan<int> tokens, Span<int> draft)
    {
        Index(tokens);
        if (draft.IsEmpty || tokens.IsEmpty) return 0;
        int source = FindSource(tokens);
        if (source == None) return 0;

        // The copy may run into what it has just written: a sequence that repeats itself goes on doing so.
        for (int i = 0; i < draft.Length; i++) draft[i] = source + i < tokens.Length ? tokens[source + i] : draft[source + i - tokens.Length];
        return draft.Length;
    }

    public void Dispose()
    {
    }

    private void Index(ReadOnlySpan<int> tokens)
    {
        for (int last = _earlier.Count; last < tokens.Length; last++)
        {
            if (last < minimum - 1)
            {
                _earlier.Add(None);
                continue;
            }

            ulong hash = Hash(tokens.Slice(last - minimum + 1, minimum));
            _earlier.Add(_latest.GetValueOrDefault(hash, None));
            _latest[hash] = last;
        }
    }

    /// <summary>The position behind the best match.</summary>
    private int FindSource(ReadOnlySpan<int> tokens)
    {
        int source = None, longest = minimum - 1;
        for (int last = _earlier[^1]; last != None && longest < maximum; last = _earlier[last])
        {
            int length = MatchLength(tokens, last);
            if (length > longest) (source, longest) = (last + 1, length);
        }

        return source;
    }

    /// <summary>How many tokens up to <paramref name="last"/> are the last ones of the sequence; hashes may collide, so possibly none.</summary>
    private int MatchLength(ReadOnlySpan<int> tokens, int last)
    {
        int length = 0;
        while (length < maximum && length <= last && tokens[last - length] == tokens[tokens.Length - 1 - length]) length++;
        return length;
    }

    private static ulong Hash(ReadOnlySpan<int> tokens)
    {
        ulong hash = 0;
        foreach (int token in tokens) hash = ((hash ^ (uint)token) + 1) * 0x9E3779B97F4A7C15;
        return hash;
    }
}
