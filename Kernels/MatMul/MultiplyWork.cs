using Inference.Kernels.Buffers;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Several products at once, some panels of one of them an item.</summary>
internal sealed unsafe class MultiplyWork<TKernel> : IParallelWork
    where TKernel : struct, IPanelKernel
{
    /// <summary>Weights an item: enough that claiming it costs nothing beside.</summary>
    private const int WeightsPerItem = 1 << 16;

    private readonly Product[] _products;
    private readonly int[] _firstItems;
    private readonly MultiplyScratch[] _scratch;

    public MultiplyWork(ReadOnlySpan<Product> products, MultiplyScratch[] scratch)
    {
        _scratch = scratch;
        _products = products.ToArray();
        _firstItems = new int[products.Length];
        for (int i = 0; i < _products.Length; i++)
        {
            Check(_products[i]);
            _firstItems[i] = Items;
            int size = PanelsPerItem(_products[i]);
            if (_products[i].Rows > 0) Items += (_products[i].Weights.Panels + size - 1) / size;
        }
    }

    public int Items { get; }

    public void Run(int item, int worker)
    {
        int index = Array.BinarySearch(_firstItems, item);
        if (index < 0) index = ~index - 1;

        // Products without rows share their first item with the next one.
        while (index + 1 < _firstItems.Length && _firstItems[index + 1] == item) index++;

        Product product = _products[index];
        int size = PanelsPerItem(product), first = (item - _firstItems[index]) * size;
        for (int row = 0; row < product.Rows; row += PanelShape.RowsAtOnce)
        {
            int rows = Math.Min(PanelShape.RowsAtOnce, product.Rows - row);
            for (int panel = first; panel < Math.Min(product.Weights.Panels, first + size); panel++)
                Multiply(product, panel, row, rows, _scratch[worker]);
        }
    }

    private static int PanelsPerItem(in Product product) =>
        Math.Max(1, WeightsPerItem / (PanelShape.Outputs * Math.Max(1, product.Weights.Inputs)));

    private static void Multiply(in Product product, int panel, int row, int rows, MultiplyScratch scratch)
    {
        WeightMatrix weights = product.Weights;
        new Span<float>(scratch.Sums, rows * PanelShape.Outputs).Clear();
        for (int first = 0; first < weights.Inputs; first += PanelShape.InputsAtOnce)
        {
            int inputs = Math.Min(PanelShape.InputsAtOnce, weights.Inputs - first);
            byte* part = weights.Panel(panel, first, inputs, scratch);
            float* input = product.Input.Pointer(product.InputRow + row) + first;
            TKernel.Accumulate(weights.Element, part, input, product.Input.Stride, rows, inputs, scratch.Sums);
        }

        Finish(product, panel, row, rows, scratch.Sums);
    }

    private static void Finish(in Product product, int panel, int row, int rows, float* sums)
    {
        int first = panel * PanelShape.Outputs;
        int outputs = Math.Min(PanelShape.Outputs, product.Weights.Outputs - first);
        ReadOnlySpan<float> bias = product.Bias is null ? default : product.Bias.AsSpan(first, outputs);
        for (int i = 0; i < rows; i++)
        {
            Span<float> result = new(product.Output.Pointer(product.OutputRow + row + i) + product.OutputColumn + first, outputs);
            new ReadOnlySpan<float>(sums + (i * PanelShape.Outputs), outputs).CopyTo(result);
            for (int n = 0; n < bias.Length; n++) result[n] += bias[n];
        }
    }

    private static void Check(in Product product)
    {
        (WeightMatrix weights, RowBuffer input, RowBuffer output) = (product.Weights, product.Input, product.Output);
        bool fits = input.Columns == weights.Inputs
            && product is { InputRow: >= 0, OutputRow: >= 0, OutputColumn: >= 0, Rows: >= 0 }
            && product.InputRow + product.Rows <= input.Rows
            && product.OutputRow + product.Rows <= output.Rows
            && product.OutputColumn + weights.Outputs <= output.Columns
            && (product.Bias is null || product.Bias.Length == weights.Outputs);
        if (fits) return;
        throw new ArgumentException(
            $"A matrix [{weights.Outputs}, {weights.Inputs}] does not fit its input, output or bias.", nameof(product));
    }
}
