using System.Buffers;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Byte-pair encoding: a piece starts as symbols, and pairs of neighbours are merged by rank.</summary>
internal sealed class BytePairModel(SymbolTable symbols, ISymbolSource source, PairTable merges, bool ignoreMerges, string kind) : ITokenModel
{
    private const int MaximumOnStack = 256;
    private readonly WordCache _cache = new();
    private readonly WordBoundary? _boundary = ignoreMerges || source is ByteSymbols ? null : WordBoundary.Find(symbols.Vocabulary);

    public string Kind => kind;

    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if (_boundary is not null && !WordCache.Holds(piece))
        {
            while (!piece.IsEmpty)
            {
                int length = _boundary.FirstWord(piece);
                EncodeWord(piece[..length], output);
                piece = piece[length..];
            }
            return;
        }
        EncodeWord(piece, output);
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> output)
    {
        if (!WordCache.Holds(word))
        {
            Merge(word, output);
            return;
        }
        if (_cache.Find(word, out int hash) is { } known)
        {
            if (known.Length == 1)
                output.Add(known[0]);
            else
                output.AddRange(known);
            return;
        }
        int start = output.Count;
        Merge(word, output);
        _cache.Add(word, hash, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output)[start..]);
    }

    private void Merge(ReadOnlySpan<char> word, List<int> output)
    {
        if (ignoreMerges && symbols.Vocabulary.TryId(source.Spell(word), out int whole))
        {
            output.Add(whole);
            return;
        }
        int room = word.Length * 3;
        int[]? rented = room > MaximumOnStack ? ArrayPool<int>.Shared.Rent(room) : null;
        Span<int> work = rented ?? stackalloc int[MaximumOnStack];
        int count = source.Fill(word, work);
        count = PairMerger.OfThread.Merge(work[..count], merges);
        foreach (int symbol in work[..count])
            symbols.Append(symbol, output);
        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
    }
}
