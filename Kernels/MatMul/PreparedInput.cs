using Inference.Kernels.Buffers;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MatMul;

/// <summary>Rows of an input in another form, for all products that read them.</summary>
internal sealed class PreparedInput : IDisposable
{
    private int _first, _end;

    public RowBuffer Source { get; private set; } = null!;

    public InputForm Form { get; private set; }

    /// <summary>Used where the form is bytes. Row 0 of it is <see cref="FirstRow"/> of the source.</summary>
    public ActivationBuffer Bytes { get; } = new();

    /// <summary>Used where the form is bf16. Row 0 of it is <see cref="FirstRow"/> of the source.</summary>
    public BFloat16Buffer Numbers { get; } = new();

    public int FirstRow => _first;

    public int Rows => _end - _first;

    public void Begin(RowBuffer source, InputForm form)
    {
        Source = source;
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
        else Bytes.Resize(Rows, Source.Columns, (int)Form);
    }

    /// <summary>Turns one of the rows, counted from <see cref="FirstRow"/>.</summary>
    public unsafe void Prepare<TActivation>(int row)
        where TActivation : struct, IActivationKernel
    {
        if (Form == InputForm.BFloat16) Numbers.Round(Source.Pointer(FirstRow + row), Source.Columns, row, 0);
        else Bytes.Quantize<TActivation>(Source, FirstRow + row, (int)Form, row);
    }

    /// <summary>Takes a part of a row, which is counted as in the source, from elsewhere.</summary>
    /// <param name="column">Where the part begins: a multiple of 32.</param>
    /// <param name="count">A multiple of 32, or what is left of the row.</param>
    public unsafe void Write<TActivation>(int row, int column, float* values, int count)
        where TActivation : struct, IActivationKernel
    {
        if (Form == InputForm.BFloat16) Numbers.Round(values, count, row - FirstRow, column);
        else TActivation.Quantize(values, count, (int)Form, BytesFrom(row).FromGroup(column / (int)Form, (int)Form));
    }

    /// <summary>Its bytes, from a row on that is counted as in the source.</summary>
    public QuantizedRows BytesFrom(int row) => Bytes.Rows.From(row - FirstRow);

    /// <summary>Its bf16 numbers, from a row on that is counted as in the source.</summary>
    public BFloat16Rows NumbersFrom(int row) => Numbers.Rows.From(row - FirstRow, 0);

    public void Dispose()
    {
        Bytes.Dispose();
        Numbers.Dispose();
    }
}
