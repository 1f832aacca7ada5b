using Inference.Kernels.Formats;
using Inference.Kernels.MatMul.Integer;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>A matrix [outputs, inputs] of weights in memory of its own, laid out for multiplication.</summary>
public abstract class WeightMatrix : IDisposable
{
    private protected WeightMatrix(int outputs, int inputs)
    {
        Outputs = outputs;
        Inputs = inputs;
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>The memory it takes.</summary>
    public abstract long ByteSize { get; }

    internal int Panels => PanelShape.Panels(Outputs);

    /// <summary>Copies a matrix out of its file, in its own number format. The file's pages leave memory as they are read.</summary>
    public static WeightMatrix Pack(MatrixSource source, WorkerPool pool, Arithmetic arithmetic)
    {
        bool plain = source.Type is ElementType.BF16 or ElementType.F16 or ElementType.F32 or ElementType.F64;
        if (plain && source.Scales is null) return PanelMatrix.From(source, pool, arithmetic);
        IIntegerRows? integers = arithmetic == Arithmetic.Native && source.Scales is null ? BlockRows.Of(source) : null;
        if (integers is not null && IntegerPanelMatrix.TryFrom(integers, pool) is { } panels) return panels;
        return RowMatrix.From(source, pool);
    }

    /// <summary>Copies a matrix out of its file and rounds its weights. Quantised ones, and those too large to be rounded, stay what they are.</summary>
    public static WeightMatrix Quantize(MatrixSource source, WorkerPool pool, Arithmetic arithmetic, Quantization kind)
    {
        if (ElementFormat.Of(source.Type).IsQuantized || IntegerPanelMatrix.TryFrom(new RoundedRows(source, kind), pool) is not { } panels)
            return Pack(source, pool, arithmetic);
        return arithmetic == Arithmetic.Native ? panels : new DequantizedPanels(panels);
    }

    /// <summary>A matrix that is only looked up row by row, as embeddings are.</summary>
    public static WeightMatrix CopyRows(MatrixSource source, WorkerPool pool) => RowMatrix.From(source, pool);

    /// <summary>The weights of one output.</summary>
    public abstract void ReadRow(int output, Span<float> destination);

    public abstract void Dispose();
}
