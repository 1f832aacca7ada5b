using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;
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
        if (IsPlain(source.Type) && source.Scales is null) return PanelMatrix.From(source, pool, arithmetic);
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

    /// <summary>Copies a matrix out of a checkpoint that packs integers. Null where a scale, or a zero times its scale, is no finite half float.</summary>
    public static WeightMatrix? TryPack(PackedSource source, WorkerPool pool, Arithmetic arithmetic)
    {
        IntegerPanelMatrix? panels = IntegerPanelMatrix.TryFrom(new PackedRows(source), pool);
        return panels is null || arithmetic == Arithmetic.Native ? panels : new DequantizedPanels(panels);
    }

    /// <summary>The memory that <see cref="TryPack"/> will take for a matrix.</summary>
    public static long PackedBytes(int bits, int group, int outputs, int inputs)
    {
        IntegerGroups layout = PackedRows.GroupsOf(bits, group);
        return PanelShape.Panels(outputs) * IntegerPanelMatrix.PanelBytes(layout, IntegerRowBuffer.Count(layout, inputs));
    }

    /// <summary>The memory that <see cref="Pack"/> or <see cref="Quantize"/> will take for a matrix.</summary>
    /// <param name="scaled">It has scales apart.</param>
    public static long PackedBytes(ElementType type, long outputs, long inputs, bool scaled, Arithmetic arithmetic, Quantization? quantization)
    {
        ElementFormat format = ElementFormat.Of(type);
        IntegerGroups? groups = quantization is { } kind && !format.IsQuantized ? RoundedRows.GroupsOf(kind)
            : arithmetic == Arithmetic.Native && !scaled ? BlockRows.GroupsOf(type)
            : null;
        long padded = (outputs + PanelShape.Outputs - 1) / PanelShape.Outputs * PanelShape.Outputs;
        if (groups is { } layout)
            return padded / PanelShape.Outputs * IntegerPanelMatrix.PanelBytes(layout, checked((int)((inputs + layout.Elements - 1) / layout.Elements)));
        if (!IsPlain(type) || scaled) return outputs * (inputs / format.BlockElements * format.BlockBytes);
        return padded * (inputs + (inputs % 2)) * (type is ElementType.BF16 or ElementType.F16 ? 2 : 4);
    }

    /// <summary>A matrix that is only looked up row by row, as embeddings are.</summary>
    public static WeightMatrix CopyRows(MatrixSource source, WorkerPool pool) => RowMatrix.From(source, pool);

    /// <summary>The weights of one output.</summary>
    public abstract void ReadRow(int output, Span<float> destination);

    public abstract void Dispose();

    private static bool IsPlain(ElementType type) => type is ElementType.BF16 or ElementType.F16 or ElementType.F32 or ElementType.F64;
}
