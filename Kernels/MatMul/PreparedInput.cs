using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MatMul;

/// <summary>Rows of an input in another form, for all products that read them.</summary>
internal sealed class PreparedInput : IDisposable
{
    private RowBuffer? _singles;
    private RowNorm? _norm;
    private int _first, _end;

    public RowBuffer Source { get; private set; } = null!;

    public InputForm Form { get; private set; }

    /// <summary>Used where the form is bytes. Row 0 of it is <see cref="FirstRow"/> of the source.</summary>
    public ActivationBuffer Bytes { get; } = new();

    /// <summary>Used where the form is bf16. Row 0 of it is <see cref="FirstRow"/> of the source.</summary>
    public BFloat16Buffer Numbers { get; } = new();

    public int FirstRow => _first;

    public int Rows => _end - _first;

    public bool Is(RowBuffer source, RowNorm? norm, InputForm form) => Source == source && _norm == norm && Form == form;

    /// <param name="norm">What rows are normalised by before; null: nothing.</param>
    public void Begin(RowBuffer source, RowNorm? norm, InputForm form)
    {
        Source = source;
        _norm = norm;
        Form = form;
        (_first, _end) = (int.MaxValue, 0);
    }

    public void Include(int firstRow, int rows)
    {
        _first = Math.Min(_first, firstRow);
        _end = Math.Max(_end, firstRow + rows);
    }

    public void Allocate()
    {
        if (Form == InputForm.BFloat16) Numbers.Resize(Rows, Source.Columns);
        else if (Form == InputForm.Singles) ResizeSingles();
        else Bytes.Resize(Rows, Source.Columns, (int)Form);
    }

    /// <summary>Turns some of the rows, counted from <see cref="FirstRow"/>.</summary>
    public unsafe void Prepare<TActivation>(int row, int rows, RowKernels kernels, MultiplyScratch memory)
        where TActivation : struct, IActivationKernel
    {
        if (_norm is null)
        {
            Write<TActivation>(FirstRow + row, rows, 0, Source.Pointer(FirstRow + row), Source.Stride, Source.Columns);
            return;
        }

        fixed (float* weight = _norm.Weight)
        {
            for (int end = row + rows; row < end; row++)
            {
                float* normed = Form == InputForm.Singles ? _singles!.Pointer(row) : memory.Input;
                kernels.RmsNorm(Source.Pointer(FirstRow + row), weight, normed, Source.Columns, _norm.Epsilon);
                if (Form != InputForm.Singles) Write<TActivation>(FirstRow + row, 1, 0, normed, Source.Stride, Source.Columns);
            }
        }
    }

    /// <summary>Takes a part of some rows, which are counted as in the source, from elsewhere.</summary>
    /// <param name="row">The first.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">Where the part begins: a multiple of 32.</param>
    /// <param name="values">The first row's part.</param>
    /// <param name="stride">Floats from one row's part to the next one's.</param>
    /// <param name="count">Its width: a multiple of 32, or what is left of the row.</param>
    public unsafe void Write<TActivation>(int row, int rows, int column, float* values, nint stride, int count)
        where TActivation : struct, IActivationKernel
    {
        int group = (int)Form;
        if (Form != InputForm.BFloat16) TActivation.Quantize(values, stride, rows, count, group, BytesFrom(row).FromGroup(column / group, group));
        else for (int i = 0; i < rows; i++) Numbers.Round(values + (i * stride), count, row + i - FirstRow, column);
    }

    /// <summary>Its bytes, from a row on that is counted as in the source.</summary>
    public QuantizedRows BytesFrom(int row) => Bytes.Rows.From(row - FirstRow);

    /// <summary>Its bf16 numbers, from a row on that is counted as in the source.</summary>
    public BFloat16Rows NumbersFrom(int row) => Numbers.Rows.From(row - FirstRow, 0);

    /// <summary>Its singles, from a row on that is counted as in the source.</summary>
    public unsafe float* SinglesFrom(int row) => _singles!.Pointer(row - FirstRow);

    public void Dispose()
    {
        _singles?.Dispose();
        Bytes.Dispose();
        Numbers.Dispose();
    }

    private void ResizeSingles()
    {
        if (_singles?.Columns != Source.Columns)
        {
            _singles?.Dispose();
            _singles = new RowBuffer(Source.Columns);
        }

        _singles.Resize(Rows);
    }
}
