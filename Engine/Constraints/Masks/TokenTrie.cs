namespace Inference.Engine.Constraints.Masks;

/// <summary>
/// The vocabulary's tokens by their bytes, in arrays in depth-first order: the nodes below one are those up to its
/// <see cref="End"/>. Node 0 is the root.
/// </summary>
internal sealed class TokenTrie
{
    private TokenTrie(int[] ends, int[] firstTokens, byte[] bytes, int[] depths, int[] tokens, int vocabularySize)
    {
        (End, FirstToken, Byte, Depth, Tokens, VocabularySize) = (ends, firstTokens, bytes, depths, tokens, vocabularySize);
        MaxDepth = depths.Max();
        SingleByteTokens = new int[256];
        for (int node = 1; node < ends.Length; node++)
        {
            if (depths[node] == 1) SingleByteTokens[bytes[node]] = firstTokens[node + 1] - firstTokens[node];
        }
    }

    /// <summary>By node, the node behind all that are below it.</summary>
    public int[] End { get; }

    /// <summary>By node, where its tokens begin in <see cref="Tokens"/>; they end where those of the next node begin.</summary>
    public int[] FirstToken { get; }

    public byte[] Byte { get; }

    public int[] Depth { get; }

    public int[] Tokens { get; }

    /// <summary>The longest token, in bytes.</summary>
    public int MaxDepth { get; }

    /// <summary>Ids of rows of logits, those of no token in here included.</summary>
    public int VocabularySize { get; }

    /// <summary>By byte, how many tokens are this byte alone.</summary>
    public int[] SingleByteTokens { get; }

    /// <param name="vocabulary">Its special tokens, and those without bytes, are left out.</param>
    /// <param name="size">Logits in a row; higher ids are left out.</param>
    public static TokenTrie Of(ITokenVocabulary vocabulary, int size)
    {
        int[] tokens = [.. Enumerable.Range(0, Math.Min(size, vocabulary.Size)).Where(id => !vocabulary.IsSpecial(id) && vocabulary.Bytes(id).Length > 0)];
        Array.Sort(tokens, (x, y) =>
        {
            int order = vocabulary.Bytes(x).SequenceCompareTo(vocabulary.Bytes(y));
            return order == 0 ? x.CompareTo(y) : order;
        });
        List<int> ends = [0], firstTokens = [0], depths = [0];
        List<byte> bytes = [0];
        Stack<int> path = new([0]);
        for (int i = 0; i < tokens.Length; i++)
        {
            ReadOnlySpan<byte> token = vocabulary.Bytes(tokens[i]);
            int shared = i == 0 ? 0 : token.CommonPrefixLength(vocabulary.Bytes(tokens[i - 1]));
            while (path.Count - 1 > shared) ends[path.Pop()] = ends.Count;
            foreach (byte value in token[shared..])
            {
                path.Push(ends.Count);
                ends.Add(0);
                bytes.Add(value);
                depths.Add(path.Count - 1);
                firstTokens.Add(i);
            }
        }

        while (path.TryPop(out int node)) ends[node] = ends.Count;
        firstTokens.Add(tokens.Length);
        return new TokenTrie([.. ends], [.. firstTokens], [.. bytes], [.. depths], tokens, size);
    }
}
