using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Lanes;
using Inference.Kernels.MachineCode;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;
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

    /// <summary>Multiply-adds that are sooner done than handed to another thread.</summary>
    private const long SmallAttention = 1 << 17;

    private readonly WorkerPool _pool;
    private readonly RowKernels _kernels;
    private readonly MultiplyScratch[] _multiplyScratch;
    private readonly MultiplyWork _multiply;
    private readonly AttentionWork _attention;
    private readonly Dictionary<Type, IParallelWork> _rowWorks = [];

    /// <param name="pool">Who computes; it stays the caller's.</param>
    /// <param name="attention">In which precision rows attend; matrices have one of their own.</param>
    public CpuOperations(KernelTier tier, WorkerPool pool, Arithmetic attention = Arithmetic.Native)
    {
        if (!KernelTierSupport.IsSupported(tier)) throw new PlatformNotSupportedException($"This processor cannot run the {tier} kernels.");
        if (KernelCheck.Problem(tier) is { } problem) throw new PlatformNotSupportedException($"The {tier} kernels do not work here: {problem}.");
        _pool = pool;
        Tier = tier;
        _kernels = tier switch
        {
            KernelTier.MachineCode when attention == Arithmetic.Native => new MachineRowKernels(),
            KernelTier.MachineCode or KernelTier.Avx512 => new LaneRowKernels<Avx512Lanes>(),
            KernelTier.Avx2 => new LaneRowKernels<Avx2Lanes>(),
            _ => new LaneRowKernels<ScalarLanes>(),
        };
        _multiplyScratch = [.. Enumerable.Range(0, pool.ThreadCount).Select(_ => new MultiplyScratch())];
        _multiply = tier switch
        {
            KernelTier.MachineCode => new MultiplyWork<MachinePanelKernel, MachineBFloat16Kernel, MachineIntegerKernel, Avx512ActivationKernel>(_kernels, _multiplyScratch),
            KernelTier.Avx512 => new MultiplyWork<Avx512PanelKernel, NoBFloat16Kernel, Avx512IntegerKernel, Avx512ActivationKernel>(_kernels, _multiplyScratch),
            KernelTier.Avx2 => new MultiplyWork<Avx2PanelKernel, NoBFloat16Kernel, Avx2IntegerKernel, Avx2ActivationKernel>(_kernels, _multiplyScratch),
            _ => new MultiplyWork<ScalarPanelKernel, NoBFloat16Kernel, ScalarIntegerPanelKernel, ScalarActivationKernel>(_kernels, _multiplyScratch),
        };
        _attention = new AttentionWork(_kernels, pool.ThreadCount);
    }

    public KernelTier Tier { get; }

    /// <summary>All the products, in one go. They must not write to what another reads.</summary>
    public void Multiply(params ReadOnlySpan<Product> products) => _multiply.Run(products, default, _pool);

    /// <summary>
    /// Products, and as many that follow: each of these reads all that one of the former writes, which is lost. The same as one call after the other,
    /// and faster: what goes from one to the other need not leave the cache as singles.
    /// </summary>
    public void MultiplyTwice(ReadOnlySpan<Product> products, ReadOnlySpan<Product> following)
    {
        Check(products.Length == following.Length);
        _multiply.Run(products, following, _pool);
    }

    /// <summary>output = norm(input); output may be input.</summary>
    public void RmsNorm(RowBuffer input, RowNorm norm, RowBuffer output)
    {
        Check(input.Columns == norm.Weight.Length && input.Columns == output.Columns && input.Rows <= output.Rows);
        ForRows(new NormRow(_kernels, input, norm, output), input);
    }

    /// <summary>sum += norm(addend). The addend's rows are lost.</summary>
    public void AddNormed(RowBuffer sum, RowBuffer addend, RowNorm norm)
    {
        Check(sum.Columns == addend.Columns && sum.Rows <= addend.Rows && sum.Columns == norm.Weight.Length);
        ForRows(new AddNormedRow(_kernels, sum, addend, norm), sum);
    }

    /// <summary>Writes rows' keys and values into their blocks.</summary>
    /// <param name="keys">Into what form keys are brought before, in place.</param>
    public void StoreKeyValues(AttentionShape shape, AttentionBatch batch, RowBuffer rows, HeadForm keys, PagedKeyValues cache)
    {
        Check(rows.Columns == shape.Columns && cache.Heads == shape.KeyValueHeads && cache.HeadDimension == shape.HeadDimension);
        Check(batch.Slots.Length == rows.Rows && keys.Fits(rows, shape.HeadDimension));
        ForRows(new StoreRow(_kernels, shape, batch, rows, keys, cache), rows);
    }

    /// <summary>Each row attends to the positions of its sequence up to its own: output is [rows, heads · dimension].</summary>
    /// <param name="queries">Into what form queries are brought before; the rows keep them as they are.</param>
    public void Attend(AttentionShape shape, AttentionBatch batch, RowBuffer rows, HeadForm queries, PagedKeyValues cache, RowBuffer output)
    {
        Check(rows.Columns == shape.Columns && cache.Heads == shape.KeyValueHeads && cache.HeadDimension == shape.HeadDimension);
        Check(batch.Slots.Length == rows.Rows && output.Columns == shape.KeyColumn && output.Rows >= rows.Rows && queries.Fits(rows, shape.HeadDimension));
        batch.CheckBlocks(shape, cache);
        _attention.Prepare(shape, batch, rows, queries, cache, output);
        if (_attention.Cost > SmallAttention)
        {
            _pool.Run(_attention, _attention.Items);
            return;
        }

        for (int item = 0; item < _attention.Items; item++) _attention.Run(item, 0);
    }

    /// <summary>output = silu(left half of the row) · right half.</summary>
    public void GatedSilu(RowBuffer rows, RowBuffer output) => Gate(new GatedSilu(), rows, output);

    /// <summary>output = gelu(left half of the row) · right half, by the tanh approximation.</summary>
    public void GatedGeluTanh(RowBuffer rows, RowBuffer output) => Gate(new GatedGeluTanh(), rows, output);

    /// <summary>target += addend</summary>
    public void Add(RowBuffer target, RowBuffer addend)
    {
        Check(target.Columns == addend.Columns && target.Rows <= addend.Rows);
        ForRows(new MapRow<Sum>(_kernels, default, target, addend, 0, target), target);
    }

    /// <summary>target[row] = Σ weights[row · count + i] · parts[places[row · count + i]], in the order of i.</summary>
    public void WeightedSum(RowBuffer parts, ReadOnlyMemory<int> places, ReadOnlyMemory<float> weights, int count, RowBuffer target)
    {
        Check(parts.Columns == target.Columns && places.Length >= target.Rows * count && weights.Length >= target.Rows * count);
        ForRows(new WeightedSumRow(_kernels, parts, places, weights, count, target), target);
    }

    /// <summary>Rows become probabilities.</summary>
    public void Softmax(RowBuffer rows) => ForRows(new SoftmaxRow(_kernels, rows), rows);

    /// <summary>x = cap · tanh(x / cap)</summary>
    public void Softcap(RowBuffer rows, float cap) => ForRows(new MapRow<Softcap>(_kernels, new Softcap(cap), rows, rows, 0, rows), rows);

    /// <summary>x = factor · x</summary>
    public void Scale(RowBuffer rows, float factor) => ForRows(new MapRow<Scaled>(_kernels, new Scaled(factor), rows, rows, 0, rows), rows);

    public void Dispose()
    {
        _multiply.Dispose();
        foreach (MultiplyScratch scratch in _multiplyScratch) scratch.Dispose();
        _attention.Dispose();
    }

    private void Gate<TFunction>(TFunction function, RowBuffer rows, RowBuffer output)
        where TFunction : struct, ILaneFunction
    {
        int width = output.Columns;
        Check(rows.Columns == 2 * width && rows.Rows <= output.Rows);
        ForRows(new MapRow<TFunction>(_kernels, function, rows, rows, width, output), rows);
    }

    private void ForRows<TOperation>(in TOperation operation, RowBuffer rows)
        where TOperation : struct, IRowOperation
    {
        if (!_rowWorks.TryGetValue(typeof(TOperation), out IParallelWork? work)) _rowWorks.Add(typeof(TOperation), work = new RowWork<TOperation>());
        ((RowWork<TOperation>)work).Run(_pool, operation, rows.Rows, Math.Max(1, FloatsPerItem / Math.Max(1, rows.Columns)));
    }

    private static void Check(bool fits)
    {
        if (!fits) throw new ArgumentException("The shapes do not belong together.");
    }
}
