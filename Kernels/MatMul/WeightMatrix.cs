using Inference.Kernels.Formats;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>
/// A matrix [outputs, inputs] of weights in memory of its own, in the number format it came in, laid out for multiplication.
/// </summary>
public abstract unsafe class WeightMatrix : IDisposable
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

    /// <summary>The format in which <see cref="Panel"/> gives weights.</summary>
    internal abstract PanelElement Element { get; }

    internal int Panels => PanelShape.Panels(Outputs);

    /// <summary>Copies a matrix out of its file. The file's pages leave memory as they are read.</summary>
    public static WeightMatrix Pack(MatrixSource source, WorkerPool pool)
    {
        bool plain = source.Type is ElementType.BF16 or ElementType.F16 or ElementType.F32 or ElementType.F64;
        return plain && source.Scales is null ? PanelMatrix.From(source, pool) : RowMatrix.From(source, pool);
    }

    /// <summary>A matrix that is only looked up row by row, as embeddings are.</summary>
    public static WeightMatrix CopyRows(MatrixSource source, WorkerPool pool) => RowMatrix.From(source, pool);

    /// <summary>The weights of one output.</summary>
    public abstract void ReadRow(int output, Span<float> destination);

    public abstract void Dispose();

    /// <summary>Where a panel's weights for inputs <paramref name="first"/> … lie, which may be in <paramref name="scratch"/>.</summary>
    /// <param name="first">A multiple of <see cref="PanelShape.InputsAtOnce"/>.</param>
    internal abstract byte* Panel(int panel, int first, int inputs, MultiplyScratch scratch);
}
