using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Kernels.Threading;

namespace Inference.Engine.Tests.Support;

/// <summary>
/// A model whose cache holds, for each token, a digest of the token, its position and all digests that it sees, read back from the
/// blocks; logits and hidden states come from the digest. Any mistake with blocks, copies, prefixes or positions changes them.
/// </summary>
internal sealed class FakeRunner(int vocabularySize = 40, int blockCount = 256, int maxPositions = 512, int? window = null) : IModelRunner
{
    public const int HiddenSize = 6;

    private readonly Logits _logits = new(vocabularySize);
    private readonly ulong[] _cache = [.. Enumerable.Repeat(0xDEADUL, blockCount * TokenBlock.Size)];

    public int VocabularySize => vocabularySize;

    public int BlockCount => blockCount;

    public int MaxPositions => maxPositions;

    public int? WidestWindow => window;

    public HiddenStates Hidden { get; } = new(HiddenSize);

    public int Steps { get; private set; }

    public int MostRows { get; private set; }

    public int MostLogitRows { get; private set; }

    public long RowsComputed { get; private set; }

    public long LogitRowsComputed { get; private set; }

    public long HiddenRowsComputed { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Whether the step of this number, from 0, throws after it has spoilt all blocks that it was given.</summary>
    public Func<int, bool> Throws { get; set; } = _ => false;

    /// <summary>Whether <see cref="Share"/> runs items on several threads, the last ones first.</summary>
    public bool HasThreads { get; set; }

    /// <summary>The most items that were shared at once.</summary>
    public int MostShared { get; private set; }

    /// <summary>By which hidden states are multiplied.</summary>
    public float HiddenFactor { get; set; } = 1;

    /// <summary>Called when a step begins.</summary>
    public Action<ForwardBatch> OnForward { get; set; } = _ => { };

    /// <summary>The logits after a context, computed without a cache.</summary>
    public float[] LogitsAfter(IReadOnlyList<int> context)
    {
        float[] logits = new float[vocabularySize];
        Spread(Digests(context)[^1], logits);
        return logits;
    }

    /// <summary>The hidden state of each token, computed without a cache.</summary>
    public float[][] HiddenOf(IReadOnlyList<int> context) => [.. Digests(context).Select(digest =>
    {
        float[] hidden = new float[HiddenSize];
        Spread(~digest, hidden);
        return hidden;
    })];

    public void CopyBlock(int source, int destination) =>
        _cache.AsSpan(source * TokenBlock.Size, TokenBlock.Size).CopyTo(_cache.AsSpan(destination * TokenBlock.Size));

    public Logits Forward(ForwardBatch batch)
    {
        OnForward(batch);
        int step = Steps++;
        MostRows = Math.Max(MostRows, batch.Tokens.Length);
        MostLogitRows = Math.Max(MostLogitRows, batch.LogitRows.Length);
        RowsComputed += batch.Tokens.Length;
        LogitRowsComputed += batch.LogitRows.Length;
        HiddenRowsComputed += batch.HiddenRows.Length;
        _logits.Resize(batch.LogitRows.Length);
        Hidden.Resize(batch.HiddenRows.Length);
        if (Throws(step)) Spoil(batch);
        int next = 0, nextHidden = 0;
        foreach (BatchSlice slice in batch.Slices)
        {
            for (int i = 0; i < slice.RowCount; i++)
            {
                int row = slice.FirstRow + i;
                Assert.Equal(slice.Start + i, batch.Positions[row]);
                ulong digest = Compute(slice.Blocks, batch.Tokens[row], slice.Start + i);
                if (next < batch.LogitRows.Length && batch.LogitRows[next] == row) Spread(digest, _logits.Row(next++));
                if (nextHidden == batch.HiddenRows.Length || batch.HiddenRows[nextHidden] != row) continue;
                Spread(~digest, Hidden.Row(nextHidden));
                foreach (ref float value in Hidden.Row(nextHidden++)) value *= HiddenFactor;
            }
        }

        Assert.Equal((batch.LogitRows.Length, batch.HiddenRows.Length), (next, nextHidden));
        return _logits;
    }

    public void Share(IParallelWork work, int items)
    {
        MostShared = Math.Max(MostShared, items);
        if (HasThreads) Parallel.For(0, items, item => work.Run(items - 1 - item, 0));
        else for (int item = 0; item < items; item++) work.Run(item, 0);
    }

    public void Dispose() => IsDisposed = true;

    private static ulong Digest(int token, int position, ReadOnlySpan<ulong> seen)
    {
        ulong digest = Mix(((ulong)(uint)token << 32) | (uint)position);
        foreach (ulong other in seen) digest = Mix(digest ^ other);
        return digest;
    }

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static void Spread(ulong digest, Span<float> logits)
    {
        for (int i = 0; i < logits.Length; i++) logits[i] = (Mix(digest + (ulong)i) >> 40) / (float)(1 << 21);
    }

    private ulong[] Digests(IReadOnlyList<int> context)
    {
        ulong[] digests = new ulong[context.Count];
        for (int i = 0; i < digests.Length; i++) digests[i] = Digest(context[i], i, digests.AsSpan(FirstSeen(i)..i));
        return digests;
    }

    private int FirstSeen(int position) => window is { } width ? Math.Max(0, position - width + 1) : 0;

    private void Spoil(ForwardBatch batch)
    {
        foreach (BatchSlice slice in batch.Slices)
        {
            foreach (int block in slice.Blocks.Where(block => block >= 0)) _cache.AsSpan(block * TokenBlock.Size, TokenBlock.Size).Fill(0xBADUL);
        }

        throw new InvalidOperationException("The step fails.");
    }

    private ulong Compute(IReadOnlyList<int> blocks, int token, int position)
    {
        int first = FirstSeen(position);
        ulong[] seen = new ulong[position - first];
        for (int i = 0; i < seen.Length; i++) seen[i] = Cell(blocks, first + i);
        return Cell(blocks, position) = Digest(token, position, seen);
    }

    private ref ulong Cell(IReadOnlyList<int> blocks, int position)
    {
        int block = blocks[position / TokenBlock.Size];
        Assert.InRange(block, 0, blockCount - 1);
        return ref _cache[(block * TokenBlock.Size) + (position % TokenBlock.Size)];
    }
}
