using Inference.Kernels.Buffers;

namespace Inference.Kernels.Attention;

/// <summary>
/// Divides a batch's attention into pieces: a tile of rows and a head each, and less where there are too few of these for the threads, or
/// some much longer than others. A context is divided between chunks only, whose results are put together in order, so that
/// dividing changes no bit.
/// </summary>
internal sealed unsafe class AttentionPlan : IDisposable
{
    /// <summary>So many pieces for each thread even out differences.</summary>
    private const int PiecesPerThread = 4;

    private readonly List<AttentionPiece> _pieces = [];
    private readonly List<SplitHead> _splits = [];
    private AlignedMemory? _partials;
    private int[] _open = [];

    public int Count => _pieces.Count;

    /// <summary>Queries · positions.</summary>
    public long Cost { get; private set; }

    public AttentionPiece this[int index] => _pieces[index];

    public void Fill(AttentionShape shape, AttentionBatch batch, int width, int threads)
    {
        _pieces.Clear();
        _splits.Clear();
        Cost = 0;
        foreach (AttentionTile tile in batch.Tiles) Cost += CostOf(shape, tile) * shape.KeyValueHeads;
        long share = threads == 1 ? long.MaxValue : Math.Max(1, Cost / (PiecesPerThread * threads));
        long floats = 0;
        foreach (AttentionTile tile in batch.Tiles)
        {
            (int first, int count) = Chunks(shape, tile);
            int pieces = (int)Math.Min(count, (CostOf(shape, tile) + share - 1) / share);
            for (int head = 0; head < shape.KeyValueHeads; head++) floats = Add(shape, tile, head, first, count, pieces, width, floats);
        }

        Reserve(floats);
    }

    /// <summary>Results of one chunk of a split head.</summary>
    /// <param name="whole">As the piece says.</param>
    /// <param name="chunk">Counted from the first.</param>
    public PartialResults Partial(int whole, int chunk)
    {
        SplitHead split = _splits[whole];
        float* memory = (float*)_partials!.Start + split.Floats + (chunk * PartialResults.Floats(split.Queries, split.Width));
        return new PartialResults(memory, split.Queries, split.Width);
    }

    /// <summary>The first chunk of a split head, and how many it has.</summary>
    public (int First, int Count) ChunksOf(int whole) => (_splits[whole].First, _splits[whole].Count);

    /// <summary>Takes note that a piece of a split head is done. True for the last.</summary>
    public bool IsLast(int whole) => Interlocked.Decrement(ref _open[whole]) == 0;

    public void Dispose() => _partials?.Dispose();

    private long Add(AttentionShape shape, AttentionTile tile, int head, int first, int count, int pieces, int width, long floats)
    {
        if (pieces <= 1)
        {
            _pieces.Add(new AttentionPiece(tile, head, first, count, -1));
            return floats;
        }

        int queries = (tile.Rows * shape.Group + QueryTile.Rows - 1) & -QueryTile.Rows, done = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            int end = (int)((long)count * (piece + 1) / pieces);
            _pieces.Add(new AttentionPiece(tile, head, first + done, end - done, _splits.Count));
            done = end;
        }

        if (_open.Length <= _splits.Count) Array.Resize(ref _open, Math.Max(16, 2 * _open.Length));
        _open[_splits.Count] = pieces;
        _splits.Add(new SplitHead(first, count, queries, width, floats));
        return floats + (count * PartialResults.Floats(queries, width));
    }

    private void Reserve(long floats)
    {
        if (floats == 0 || _partials?.Length >= floats * sizeof(float)) return;
        _partials?.Dispose();
        _partials = null;
        _partials = new AlignedMemory(floats * sizeof(float) * 3 / 2);
    }

    private static (int First, int Count) Chunks(AttentionShape shape, in AttentionTile tile)
    {
        int first = shape.First(tile.Start) / ChunkOfContext.Positions;
        return (first, ((tile.End - 1) / ChunkOfContext.Positions) - first + 1);
    }

    private static long CostOf(AttentionShape shape, in AttentionTile tile) =>
        (long)(tile.End - shape.First(tile.Start)) * tile.Rows * shape.Group;

    private readonly record struct SplitHead(int First, int Count, int Queries, int Width, long Floats);
}
