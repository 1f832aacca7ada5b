using System.Runtime.Intrinsics;
using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Several products at once. It is used again and again, and allocates nothing once it has seen the largest.</summary>
internal abstract class MultiplyWork : IDisposable
{
    /// <summary>Computes the products: first their inputs' other forms, then panels.</summary>
    public abstract void Run(ReadOnlySpan<Product> products, WorkerPool pool);

    public abstract void Dispose();
}

/// <summary>Some panels of one of the products an item.</summary>
internal sealed unsafe class MultiplyWork<TPanel, TBFloat16, TInteger, TActivation>(MultiplyScratch[] scratch) : MultiplyWork, IParallelWork
    where TPanel : struct, IPanelKernel
    where TBFloat16 : struct, IBFloat16Kernel
    where TInteger : struct, IIntegerPanelKernel
    where TActivation : struct, IActivationKernel
{
    private readonly PrepareInputs<TActivation> _inputs = new();
    private readonly List<Product> _products = [];

    /// <summary>The place of each product's input in another form; below 0 where it reads singles.</summary>
    private readonly List<int> _places = [];

    private readonly PanelItems _items = new();

    public override void Run(ReadOnlySpan<Product> products, WorkerPool pool)
    {
        _inputs.Clear();
        _products.Clear();
        _places.Clear();
        foreach (ref readonly Product product in products)
        {
            product.Check();
            if (product.Rows == 0 || product.Weights.Panels == 0) continue;
            _products.Add(product);
            _places.Add(FormFor(product.Weights) is { } form ? _inputs.Place(product.Input, form, product.InputRow, product.Rows) : -1);
        }

        _items.Divide(_products, pool.ThreadCount);
        _inputs.Allocate();
        pool.Run(_inputs, _inputs.Items);
        pool.Run(this, _items.Count);
    }

    public void Run(int item, int worker)
    {
        (int index, int first, int end) = _items[item];
        Product product = _products[index];
        int place = _places[index];
        for (int row = 0; row < product.Rows; row += PanelShape.RowsAtOnce)
        {
            int rows = Math.Min(PanelShape.RowsAtOnce, product.Rows - row);
            for (int panel = first; panel < end; panel++)
            {
                float* sums = scratch[worker].Sums;
                new Span<float>(sums, rows * PanelShape.Outputs).Clear();
                if (product.Weights is IntegerPanelMatrix integers)
                    Accumulate(integers, panel, panel + 1 < end, _inputs.Bytes(place, product.InputRow + row), rows, sums);
                else if (place >= 0)
                    Accumulate((PanelMatrix)product.Weights, panel, _inputs.Numbers(place, product.InputRow + row), rows, sums);
                else
                    Accumulate((FloatMatrix)product.Weights, panel, product.Input.Pointer(product.InputRow + row), product.Input.Stride, rows, scratch[worker]);
                Finish(product, panel, row, rows, sums);
            }
        }
    }

    public override void Dispose() => _inputs.Dispose();

    /// <summary>What such weights' inputs become; null where they stay singles.</summary>
    private static InputForm? FormFor(WeightMatrix weights) => weights switch
    {
        IntegerPanelMatrix integers => (InputForm)integers.GroupSize,
        PanelMatrix { RoundsInputs: true } when TBFloat16.IsAvailable => InputForm.BFloat16,
        _ => null,
    };

    private static void Accumulate(FloatMatrix weights, int panel, float* input, int stride, int rows, MultiplyScratch scratch)
    {
        for (int first = 0; first < weights.Inputs; first += PanelShape.InputsAtOnce)
        {
            int inputs = Math.Min(PanelShape.InputsAtOnce, weights.Inputs - first);
            byte* part = weights.Panel(panel, first, inputs, scratch);
            TPanel.Accumulate(weights.Element, part, input + first, stride, rows, inputs, scratch.Sums);
        }
    }

    private static void Accumulate(PanelMatrix weights, int panel, in BFloat16Rows input, int rows, float* sums)
    {
        int atOnce = rows <= PanelShape.FewRows ? weights.Inputs : PanelShape.InputsAtOnce;
        for (int first = 0; first < weights.Inputs; first += atOnce)
        {
            int pairs = (Math.Min(atOnce, weights.Inputs - first) + 1) / 2;
            TBFloat16.Accumulate(weights.Panel(panel, first), input.From(0, first), rows, pairs, sums);
        }
    }

    private static void Accumulate(IntegerPanelMatrix weights, int panel, bool nextFollows, in QuantizedRows input, int rows, float* sums)
    {
        IntegerPanel part = weights.Panel(panel, nextFollows);
        int atOnce = rows <= PanelShape.FewRows ? weights.GroupCount : TInteger.InputsAtOnce / weights.GroupSize;
        for (int first = 0; first < weights.GroupCount; first += atOnce)
            TInteger.Accumulate(part, input, rows, first, Math.Min(atOnce, weights.GroupCount - first), sums);
    }

    private static void Finish(in Product product, int panel, int row, int rows, float* sums)
    {
        int first = panel * PanelShape.Outputs;
        int outputs = Math.Min(PanelShape.Outputs, product.Weights.Outputs - first);
        float* result = product.Output.Pointer(product.OutputRow + row) + product.OutputColumn + first;
        fixed (float* bias = product.Bias is null ? default : product.Bias.AsSpan(first, outputs))
        {
            for (int i = 0; i < rows; i++, result += product.Output.Stride, sums += PanelShape.Outputs)
            {
                if (outputs == PanelShape.Outputs) FinishWhole(result, bias, sums);
                else for (int n = 0; n < outputs; n++) result[n] = bias == null ? sums[n] : sums[n] + bias[n];
            }
        }
    }

    private static void FinishWhole(float* result, float* bias, float* sums)
    {
        for (int n = 0; n < PanelShape.Outputs; n += Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.Load(sums + n);
            if (bias != null) values += Vector256.Load(bias + n);
            values.Store(result + n);
        }
    }
}
