using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Rows in their own bytes, as a file holds them. To be multiplied, a panel's part at a time is turned into singles.</summary>
internal sealed unsafe class RowMatrix : FloatMatrix
{
    private readonly AlignedMemory _memory;
    private readonly ElementFormat _format;
    private readonly ScaleGrid? _scales;
    private readonly long _rowBytes;

    private RowMatrix(MatrixSource source)
        : base(source.Outputs, source.Inputs)
    {
        _format = ElementFormat.Of(source.Type);
        _scales = source.Scales;
        _rowBytes = source.RowBytes;
        _memory = new AlignedMemory(_rowBytes * Outputs);
    }

    public override long ByteSize => _memory.Length;

    public override PanelElement Element => PanelElement.Single;

    public static RowMatrix From(MatrixSource source, WorkerPool pool)
    {
        RowMatrix matrix = new(source);
        CopyRows work = new(source, matrix);
        pool.Run(work, work.Items);
        MemoryAdvice.Release(source.Bytes);
        return matrix;
    }

    public override void ReadRow(int output, Span<float> destination) => Read(output, 0, destination);

    public override void Dispose() => _memory.Dispose();

    public override byte* Panel(int panel, int first, int inputs, MultiplyScratch scratch)
    {
        int firstRow = panel * PanelShape.Outputs;
        int rows = Math.Min(PanelShape.Outputs, Outputs - firstRow);
        float* target = scratch.Panel;
        if (rows < PanelShape.Outputs) new Span<float>(target, inputs * PanelShape.Outputs).Clear();
        Span<float> values = new(scratch.Row, inputs);
        for (int lane = 0; lane < rows; lane++)
        {
            Read(firstRow + lane, first, values);
            for (int k = 0; k < inputs; k++) target[(k * PanelShape.Outputs) + lane] = values[k];
        }

        return (byte*)target;
    }

    internal void CopyRow(MatrixSource source, int row) => source.Row(row).CopyTo(Bytes(row, 0, (int)_rowBytes));

    private void Read(int row, int first, Span<float> destination)
    {
        int offset = first / _format.BlockElements * _format.BlockBytes;
        int bytes = destination.Length / _format.BlockElements * _format.BlockBytes;
        Dequantizer.ToSingle(_format.Type, Bytes(row, offset, bytes), destination);
        _scales?.Apply(row, first, destination);
    }

    private Span<byte> Bytes(int row, int offset, int length) => new(_memory.Start + (row * _rowBytes) + offset, length);
}
