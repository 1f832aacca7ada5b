using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Lanes;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;
using Inference.Kernels.Tiers;

namespace Inference.Kernels;

/// <summary>
/// The operations that models are made of, on rows of floats. What comes out for a row depends on that row alone, to the bit: not on
/// the rows beside it, on the number of threads or on which of them computed it. One thread calls at a time.
/// </summary>
public sealed unsafe class CpuOperations : IDisposable
{
    private const int FloatsPerItem = 1 << 14;

    private readonly WorkerPool _pool;
    private readonly RowKernels _kernels;
    private readonly MultiplyScratch[] _multiplyScratch;
    private readonly AttentionWork _attention;

    /// <param name="pool">Who computes; it stays the caller's.</param>
    public CpuOperations(KernelTier tier, WorkerPool pool)
    {
        if (!KernelTierSupport.IsSupported(tier)) throw new PlatformNotSupportedException($"This processor cannot run the {tier} kernels.");
        _pool = pool;
        Tier = tier;
        _kernels = tier switch
        {
            KernelTier.Avx512 => new LaneRowKernels<Avx512Lanes>(),
            KernelTier.Avx2 => new LaneRowKernels<Avx2Lanes>(),
            _ => new LaneRowKernels<ScalarLanes>(),
        };
        _multiplyScratch = [.. Enumerable.Range(0, pool.ThreadCount).Select(_ => new MultiplyScratch())];
        _attention = new AttentionWork(_kernels, pool.ThreadCount);
    }

    public KernelTier Tier { get; }

    /// <summary>All the products, in one go. They must not write to what another reads.</summary>
    public void Multiply(params ReadOnlySpan<Product> products)
    {
        switch (Tier)
        {
            case KernelTier.Avx512: Multiply<Avx512PanelKernel>(products); break;
            case KernelTier.Avx2: Multiply<Avx2PanelKernel>(products); break;
            default: Multiply<ScalarPanelKernel>(products); break;
        }
    }

    /// <summary>output = input · weight / root mean square of the row; output may be input.</summary>
    public void RmsNorm(RowBuffer input, float[] weight, float epsilon, RowBuffer output)
    {
        Check(input.Columns == weight.Length && input.Columns == output.Columns && input.Rows <= output.Rows);
        ForRows(input, row =>
        {
            fixed (float* weights = weight) _kernels.RmsNorm(input.Pointer(row), weights, output.Pointer(row), input.Columns, epsilon);
        });
    }

    /// <summary>Normalises each of a row's heads, which begin at a column, in place.</summary>
    public void RmsNormHeads(RowBuffer rows, int column, int heads, float[] weight, float epsilon)
    {
        Check(column >= 0 && column + (heads * weight.Length) <= rows.Columns);
        ForRows(rows, row =>
        {
            float* first = rows.Pointer(row) + column;
            fixed (float* weights = weight)
            {
                for (int head = 0; head < heads; head++)
                {
                    float* values = first + (head * weight.Length);
                    _kernels.RmsNorm(values, weights, values, weight.Length, epsilon);
                }
            }
        });
    }

    /// <summary>
    /// Turns each of a row's heads, which begin at a column, by that row's angles, in place. Angles are [rows, rope dimension]: cosines,
    /// then sines. Dimensions i and i + rope dimension / 2 turn together, those beyond the rope dimension not at all.
    /// </summary>
    public void RotateHeads(RowBuffer rows, int column, int heads, int headDimension, RowBuffer angles)
    {
        Check(column >= 0 && column + (heads * headDimension) <= rows.Columns);
        Check(angles.Rows >= rows.Rows && angles.Columns <= headDimension);
        int half = angles.Columns / 2;
        ForRows(rows, row =>
        {
            float* cosines = angles.Pointer(row), first = rows.Pointer(row) + column;
            for (int head = 0; head < heads; head++) _kernels.Rotate(first + (head * headDimension), cosines, cosines + half, half);
        });
    }

    /// <summary>Writes rows' keys and values into their blocks.</summary>
    public void StoreKeyValues(AttentionShape shape, AttentionBatch batch, RowBuffer rows, PagedKeyValues cache)
    {
        Check(rows.Columns == shape.Columns && cache.Heads == shape.KeyValueHeads && cache.HeadDimension == shape.HeadDimension);
        ForRows(rows, row =>
        {
            AttentionSlot slot = batch.Slots[row];
            cache.CheckBlock(slot.Block);
            float* key = rows.Pointer(row) + shape.KeyColumn, value = rows.Pointer(row) + shape.ValueColumn;
            for (int head = 0; head < shape.KeyValueHeads; head++)
                KeyValueWriter.Write(cache, cache.Head(slot.Block, head), slot.Token, key + (head * shape.HeadDimension), value + (head * shape.HeadDimension));
        });
    }

    /// <summary>Each row attends to the positions of its sequence up to its own: output is [rows, heads · dimension].</summary>
    public void Attend(AttentionShape shape, AttentionBatch batch, RowBuffer rows, PagedKeyValues cache, RowBuffer output)
    {
        Check(rows.Columns == shape.Columns && cache.Heads == shape.KeyValueHeads && cache.HeadDimension == shape.HeadDimension);
        Check(output.Columns == shape.KeyColumn && output.Rows >= rows.Rows);
        batch.CheckBlocks(shape, cache);
        _attention.Prepare(shape, batch, rows, cache, output);
        _pool.Run(_attention, _attention.Items);
    }

    /// <summary>output = silu(left half of the row) · right half.</summary>
    public void GatedSilu(RowBuffer rows, RowBuffer output) => Gate(new GatedSilu(), rows, output);

    /// <summary>output = gelu(left half of the row) · right half, by the tanh approximation.</summary>
    public void GatedGeluTanh(RowBuffer rows, RowBuffer output) => Gate(new GatedGeluTanh(), rows, output);

    /// <summary>target += addend</summary>
    public void Add(RowBuffer target, RowBuffer addend)
    {
        Check(target.Columns == addend.Columns && target.Rows <= addend.Rows);
        ForRows(target, row => _kernels.Map(new Sum(), target.Pointer(row), addend.Pointer(row), target.Pointer(row), target.Columns));
    }

    /// <summary>target[row] = Σ weights[row · count + i] · parts[places[row · count + i]], in the order of i.</summary>
    public void WeightedSum(RowBuffer parts, ReadOnlyMemory<int> places, ReadOnlyMemory<float> weights, int count, RowBuffer target)
    {
        Check(parts.Columns == target.Columns && places.Length >= target.Rows * count && weights.Length >= target.Rows * count);
        ForRows(target, row =>
        {
            target.Row(row).Clear();
            for (int i = row * count; i < (row + 1) * count; i++)
            {
                fixed (float* part = parts.Row(places.Span[i]))
                    _kernels.Map(new ScaledSum(weights.Span[i]), target.Pointer(row), part, target.Pointer(row), target.Columns);
            }
        });
    }

    /// <summary>Rows become probabilities.</summary>
    public void Softmax(RowBuffer rows) => ForRows(rows, row =>
    {
        float* values = rows.Pointer(row);
        float sum = _kernels.SoftmaxNumerators(values, rows.Stride, 0, rows.Columns);
        _kernels.Map(new Quotient(sum), values, values, values, rows.Columns);
    });

    /// <summary>x = cap · tanh(x / cap)</summary>
    public void Softcap(RowBuffer rows, float cap) =>
        ForRows(rows, row => _kernels.Map(new Softcap(cap), rows.Pointer(row), rows.Pointer(row), rows.Pointer(row), rows.Columns));

    /// <summary>x = factor · x</summary>
    public void Scale(RowBuffer rows, float factor) =>
        ForRows(rows, row => _kernels.Map(new Scaled(factor), rows.Pointer(row), rows.Pointer(row), rows.Pointer(row), rows.Columns));

    public void Dispose()
    {
        foreach (MultiplyScratch scratch in _multiplyScratch) scratch.Dispose();
        _attention.Dispose();
    }

    private void Multiply<TKernel>(ReadOnlySpan<Product> products)
        where TKernel : struct, IPanelKernel
    {
        MultiplyWork<TKernel> work = new(products, _multiplyScratch);
        _pool.Run(work, work.Items);
    }

    private void Gate<TFunction>(TFunction function, RowBuffer rows, RowBuffer output)
        where TFunction : struct, ILaneFunction
    {
        int width = output.Columns;
        Check(rows.Columns == 2 * width && rows.Rows <= output.Rows);
        ForRows(rows, row => _kernels.Map(function, rows.Pointer(row), rows.Pointer(row) + width, output.Pointer(row), width));
    }

    private void ForRows(RowBuffer rows, Action<int> action)
    {
        RowWork work = new(rows.Rows, Math.Max(1, FloatsPerItem / Math.Max(1, rows.Columns)), action);
        _pool.Run(work, work.Items);
    }

    private static void Check(bool fits)
    {
        if (!fits) throw new ArgumentException("The shapes do not belong together.");
    }
}
