using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Several products at once. It is used again and again, and allocates nothing once it has seen the largest.</summary>
internal abstract class MultiplyWork : IDisposable
{
    /// <summary>
    /// Computes the products: first their inputs' other forms, then panels. Then those that follow, each on what one of the former made, which is
    /// left in the form that it reads.
    /// </summary>
    /// <param name="following">As many as products, or none.</param>
    public abstract void Run(ReadOnlySpan<Product> products, ReadOnlySpan<Product> following, WorkerPool pool);

    public abstract void Dispose();
}

/// <summary>Some panels of one of the products an item.</summary>
internal sealed unsafe class MultiplyWork<TPanel, TBFloat16, TInteger, TActivation>(RowKernels kernels, MultiplyScratch[] scratch) : MultiplyWork, IParallelWork
    where TPanel : struct, IPanelKernel
    where TBFloat16 : struct, IBFloat16Kernel
    where TInteger : struct, IIntegerPanelKernel
    where TActivation : struct, IActivationKernel
{
    /// <summary>Behind every matrix.</summary>
    private const int Unknown = int.MaxValue;

    private readonly PrepareInputs<TActivation> _inputs = new(kernels, scratch);
    private readonly PrepareInputs<TActivation> _between = new(kernels, scratch);
    private readonly List<PreparedInput?> _results = [];
    private readonly List<PreparedProduct> _products = [];
    private readonly PanelItems _items = new();

    public override void Run(ReadOnlySpan<Product> products, ReadOnlySpan<Product> following, WorkerPool pool)
    {
        _between.Clear();
        _results.Clear();
        for (int i = 0; i < following.Length; i++)
        {
            Product next = following[i];
            next.CheckReads(products[i]);
            _results.Add(FormFor(next.Weights) is { } form && next.Rows > 0 ? _between.Place(next.Input, null, form, next.InputRow, next.Rows) : null);
        }

        _between.Allocate();
        Begin();
        for (int i = 0; i < products.Length; i++) Add(products[i], InputOf(products[i], products[i].Weights), following.IsEmpty ? null : _results[i]);
        Compute(pool);
        if (following.IsEmpty) return;

        Begin();
        for (int i = 0; i < following.Length; i++) Add(following[i], _results[i], null);
        Compute(pool);
    }

    public void Run(int item, int worker)
    {
        (int index, int first, int end) = _items[item];
        PreparedProduct prepared = _products[index];
        int all = prepared.Product.Rows;
        for (int row = 0; row < all; row += PanelShape.RowsAtOnce)
        {
            int rows = Math.Min(PanelShape.RowsAtOnce, all - row);

            // Where there are many rows, the next item in memory is probably this thread's next one; where there are few, another's.
            int afterLast = row + rows < all ? first : all > PanelShape.RowsAtOnce ? end : Unknown;
            for (int panel = first; panel < end; panel++) RunPanel(prepared, panel, panel + 1 < end ? panel + 1 : afterLast, row, rows, scratch[worker]);
        }
    }

    public override void Dispose()
    {
        _inputs.Dispose();
        _between.Dispose();
    }

    /// <summary>What such weights' inputs become; null where they stay singles.</summary>
    private static InputForm? FormFor(WeightMatrix weights) => weights switch
    {
        IntegerPanelMatrix integers => (InputForm)integers.GroupSize,
        PanelMatrix { RoundsInputs: true } when TBFloat16.IsAvailable => InputForm.BFloat16,
        _ => null,
    };

    private void Begin()
    {
        _inputs.Clear();
        _products.Clear();
    }

    private void Add(in Product product, PreparedInput? input, PreparedInput? result)
    {
        product.Check();
        if (product.Rows == 0 || product.Weights.Panels == 0) return;
        _products.Add(new PreparedProduct(product, input, product.Gate is { } gate ? InputOf(product, gate.Weights) : null, result));
    }

    private PreparedInput? InputOf(in Product product, WeightMatrix weights)
    {
        InputForm? form = FormFor(weights) ?? (product.Norm is null ? null : InputForm.Singles);
        return product.Rows > 0 && form is not null ? _inputs.Place(product.Input, product.Norm, form.Value, product.InputRow, product.Rows) : null;
    }

    private void Compute(WorkerPool pool)
    {
        _items.Divide(_products, pool.ThreadCount);
        _inputs.Allocate();
        pool.Run(_inputs, _inputs.Items);
        pool.Run(this, _items.Count);
    }

    private void RunPanel(in PreparedProduct prepared, int panel, int next, int row, int rows, MultiplyScratch memory)
    {
        Product product = prepared.Product;
        int outputs = Math.Min(PanelShape.Outputs, product.Weights.Outputs - (panel * PanelShape.Outputs));
        float* sums = memory.Sums;
        if (prepared.Result is null && rows > PanelShape.FewRows) PanelResult.Prefetch(product, row, panel, rows);
        if (product.Gate is not { } gate)
        {
            Sum(product.Weights, prepared.Input, product, panel, product.Weights, next, row, rows, sums, memory);
            PanelResult.AddBias(sums, product.Bias, panel, outputs, rows);
        }
        else
        {
            Sum(gate.Weights, prepared.GateInput, product, panel, product.Weights, panel, row, rows, memory.GateSums, memory);
            Sum(product.Weights, prepared.Input, product, panel, gate.Weights, next, row, rows, sums, memory);
            PanelResult.AddBias(sums, product.Bias, panel, outputs, rows);
            PanelResult.AddBias(memory.GateSums, gate.Bias, panel, outputs, rows);
            kernels.Gate(gate.Function, memory.GateSums, sums, sums, rows * PanelShape.Outputs);
        }

        if (prepared.Result is { } result)
            result.Write<TActivation>(product.OutputRow + row, rows, panel * PanelShape.Outputs, sums, PanelShape.Outputs, outputs);
        else
            PanelResult.Store(product, sums, row, panel, outputs, rows);
    }

    /// <param name="next">Whose panel is read after this one.</param>
    private static void Sum(
        WeightMatrix weights, PreparedInput? input, in Product product, int panel, WeightMatrix next, int nextPanel, int row, int rows, float* sums, MultiplyScratch memory)
    {
        new Span<float>(sums, rows * PanelShape.Outputs).Clear();
        if (weights is IntegerPanelMatrix integers)
        {
            byte* ahead = next is IntegerPanelMatrix others && nextPanel < others.Panels ? others.Start(nextPanel) : null;
            PanelSums<TPanel, TBFloat16, TInteger>.Accumulate(
                integers.Panel(panel, ahead), integers.GroupCount, input!.BytesFrom(product.InputRow + row), rows, sums);
        }
        else if (input?.Form == InputForm.BFloat16)
        {
            PanelSums<TPanel, TBFloat16, TInteger>.Accumulate((PanelMatrix)weights, panel, input.NumbersFrom(product.InputRow + row), rows, sums);
        }
        else
        {
            float* singles = input is null ? product.Input.Pointer(product.InputRow + row) : input.SinglesFrom(product.InputRow + row);
            PanelSums<TPanel, TBFloat16, TInteger>.Accumulate((FloatMatrix)weights, panel, singles, product.Input.Stride, rows, sums, memory);
        }
    }
}
