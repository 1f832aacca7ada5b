using System.Diagnostics;
using Inference.Kernels;
using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;

namespace Inference.Bench.KernelSpeed;

/// <summary>Attention of one row a sequence over long contexts, through as many layers as no cache holds.</summary>
internal sealed class AttentionSpeed : IDisposable
{
    private const int Layers = 24;
    private const int Rounds = 5;

    /// <summary>Of Qwen2.5-0.5B.</summary>
    private static readonly AttentionShape Shape = new(Heads: 14, KeyValueHeads: 2, HeadDimension: 64, Scale: 0.125f, Softcap: null, Window: 0);

    private readonly CpuOperations _operations;
    private readonly AttentionBatch _batch = new();
    private readonly PagedKeyValues[] _caches;
    private readonly RowBuffer _rows = new(Shape.Columns);
    private readonly RowBuffer _output = new(Shape.KeyColumn);
    private readonly double _bytes;

    public AttentionSpeed(CpuOperations operations, int sequences, int context)
    {
        _operations = operations;
        int blocks = context / PagedKeyValues.BlockTokens;
        _bytes = (double)Layers * sequences * blocks * PagedKeyValues.BlockBytes(Shape.KeyValueHeads, Shape.HeadDimension);
        _caches = [.. Enumerable.Range(0, Layers).Select(_ => new PagedKeyValues(sequences * blocks, Shape.KeyValueHeads, Shape.HeadDimension))];
        _rows.Resize(sequences * context);
        _output.Resize(sequences);
        Fill(sequences, context, blocks);
        _rows.Resize(sequences);
        _batch.Clear();
        for (int sequence = 0; sequence < sequences; sequence++) _batch.Add(sequence, 1, context - 1, BlocksOf(sequence, blocks));
    }

    /// <returns>Keys and values read, in GB/s.</returns>
    public double Measure()
    {
        AttendAll();
        return _bytes / Enumerable.Range(0, Rounds).Select(_ => AttendAll()).Min() / 1e9;
    }

    public void Dispose()
    {
        foreach (PagedKeyValues cache in _caches) cache.Dispose();
        _rows.Dispose();
        _output.Dispose();
    }

    private static int[] BlocksOf(int sequence, int blocks) => [.. Enumerable.Range(sequence * blocks, blocks)];

    private void Fill(int sequences, int context, int blocks)
    {
        Random random = new(1);
        for (int row = 0; row < sequences * context; row++)
        {
            foreach (ref float value in _rows.Row(row)) value = random.NextSingle() - 0.5f;
        }

        for (int sequence = 0; sequence < sequences; sequence++) _batch.Add(sequence * context, context, 0, BlocksOf(sequence, blocks));
        foreach (PagedKeyValues cache in _caches) _operations.StoreKeyValues(Shape, _batch, _rows, default, cache);
    }

    private double AttendAll()
    {
        long started = Stopwatch.GetTimestamp();
        foreach (PagedKeyValues cache in _caches) _operations.Attend(Shape, _batch, _rows, default, cache, _output);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
