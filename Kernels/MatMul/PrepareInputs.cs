using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>
/// What comes before products: every input that weights do not read as it is, is normalised and turned into their form, once for all products. Some rows an item.
/// </summary>
internal sealed class PrepareInputs<TActivation>(RowKernels kernels, MultiplyScratch[] scratch) : IParallelWork, IDisposable
    where TActivation : struct, IActivationKernel
{
    private const int FloatsPerItem = 1 << 14;

    private readonly List<PreparedInput> _inputs = [];
    private readonly List<int> _firstItems = [];
    private int _count;

    public int Items { get; private set; }

    /// <summary>Forgets the inputs of the products before.</summary>
    public void Clear() => _count = 0;

    /// <summary>An input, to be prepared. Its rows are known after the last call.</summary>
    public PreparedInput Place(RowBuffer source, RowNorm? norm, InputForm form, int firstRow, int rows)
    {
        int place = 0;
        while (place < _count && !_inputs[place].Is(source, norm, form)) place++;
        if (place == _inputs.Count) _inputs.Add(new PreparedInput());
        if (place == _count)
        {
            _inputs[place].Begin(source, norm, form);
            _count++;
        }

        _inputs[place].Include(firstRow, rows);
        return _inputs[place];
    }

    /// <summary>Makes room for what was placed.</summary>
    public void Allocate()
    {
        Items = 0;
        _firstItems.Clear();
        for (int place = 0; place < _count; place++)
        {
            PreparedInput input = _inputs[place];
            input.Allocate();

            // For all of them: who turns a row is left to chance, and a warm step allocates nothing.
            foreach (MultiplyScratch memory in scratch) memory.ReserveInput(input.Source.Columns);
            _firstItems.Add(Items);
            Items += (input.Rows + RowsPerItem(input) - 1) / RowsPerItem(input);
        }
    }

    public void Run(int item, int worker)
    {
        int place = _count - 1;
        while (_firstItems[place] > item) place--;
        PreparedInput input = _inputs[place];
        int first = (item - _firstItems[place]) * RowsPerItem(input), end = Math.Min(input.Rows, first + RowsPerItem(input));
        input.Prepare<TActivation>(first, end - first, kernels, scratch[worker]);
    }

    public void Dispose()
    {
        foreach (PreparedInput input in _inputs) input.Dispose();
    }

    private static int RowsPerItem(PreparedInput input) => Math.Max(1, FloatsPerItem / Math.Max(1, input.Source.Columns));
}
