using Inference.Contracts;
using Inference.Engine.Execution;

namespace Inference.Engine.Tests.Speculation;

/// <summary>
/// A model whose logits are a function of the last few tokens of the context, which it reads back from the blocks it was given: wrong
/// blocks, positions or leftovers give wrong logits.
/// </summary>
internal sealed class ModelOfTokens(int vocabularySize, int blockCount, int maxPositions, int memory) : IModelRunner
{
    private readonly Logits _logits = new(vocabularySize);
    private readonly (int Position, int Token)[] _cache = [.. Enumerable.Repeat((-1, -1), blockCount * TokenBlock.Size)];

    public int VocabularySize => vocabularySize;

    public int BlockCount => blockCount;

    public int MaxPositions => maxPositions;

    public int? WidestWindow => null;

    public HiddenStates Hidden { get; } = new(0);

    public int RowsComputed { get; private set; }

    public int MostRowsAtOnce { get; private set; }

    public bool Disposed { get; private set; }

    public static float[] LogitsAfter(ReadOnlySpan<int> context, int vocabularySize, int memory)
    {
        uint hash = 17;
        foreach (int token in context[Math.Max(0, context.Length - memory)..]) hash = ((hash ^ (uint)token) * 0x9E3779B1) + 5;
        var random = new Random((int)hash);
        return [.. Enumerable.Range(0, vocabularySize).Select(_ => (float)(random.NextDouble() * 12))];
    }

    public void CopyBlock(int source, int destination) =>
        _cache.AsSpan(source * TokenBlock.Size, TokenBlock.Size).CopyTo(_cache.AsSpan(destination * TokenBlock.Size));

    public Logits Forward(ForwardBatch batch)
    {
        RowsComputed += batch.Tokens.Length;
        MostRowsAtOnce = Math.Max(MostRowsAtOnce, batch.Tokens.Length);
        _logits.Resize(batch.LogitRows.Length);
        foreach (BatchSlice slice in batch.Slices)
        {
            for (int row = slice.FirstRow; row < slice.FirstRow + slice.RowCount; row++)
            {
                int position = batch.Positions[row];
                Cell(slice, position) = (position, batch.Tokens[row]);
                int wanted = batch.LogitRows.IndexOf(row);
                if (wanted >= 0) LogitsAfter(Context(slice, position), vocabularySize, memory).CopyTo(_logits.Row(wanted));
            }
        }

        return _logits;
    }

    public void Dispose() => Disposed = true;

    private int[] Context(BatchSlice slice, int last)
    {
        int[] context = new int[last + 1];
        for (int position = 0; position <= last; position++)
        {
            (int stored, context[position]) = Cell(slice, position);
            Assert.Equal(position, stored);
        }

        return context;
    }

    private ref (int Position, int Token) Cell(BatchSlice slice, int position) =>
        ref _cache[(slice.Blocks[position / TokenBlock.Size] * TokenBlock.Size) + (position % TokenBlock.Size)];
}
