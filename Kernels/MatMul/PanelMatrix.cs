using System.Runtime.InteropServices;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul;

/// <summary>Plain numbers in panels of 32 outputs: [outputs / 32][inputs][32], inputs as <see cref="PanelElement"/> says.</summary>
internal sealed unsafe class PanelMatrix : FloatMatrix
{
    private readonly AlignedMemory _memory;
    private readonly long _panelBytes;

    private PanelMatrix(PanelElement element, int outputs, int inputs, Arithmetic arithmetic)
        : base(outputs, inputs)
    {
        Element = element;
        RoundsInputs = element == PanelElement.BFloat16 && arithmetic == Arithmetic.Native;
        _panelBytes = (long)(inputs + (inputs % 2)) * PanelShape.Outputs * PanelElementSize.Bytes(element);
        _memory = new AlignedMemory(_panelBytes * Panels);
    }

    public override long ByteSize => _memory.Length;

    public override PanelElement Element { get; }

    /// <summary>Inputs may be rounded to the weights' format, where there are instructions for it.</summary>
    public bool RoundsInputs { get; }

    public static PanelMatrix From(MatrixSource source, WorkerPool pool, Arithmetic arithmetic)
    {
        PanelElement element = source.Type switch
        {
            ElementType.BF16 => PanelElement.BFloat16,
            ElementType.F16 => PanelElement.Float16,
            _ => PanelElement.Single,
        };
        PanelMatrix matrix = new(element, source.Outputs, source.Inputs, arithmetic);
        PackPanels work = new(source, matrix);
        pool.Run(work, work.Items);
        MemoryAdvice.Release(source.Bytes);
        return matrix;
    }

    public override void ReadRow(int output, Span<float> destination)
    {
        byte* panel = Panel(output / PanelShape.Outputs, 0);
        int lane = output % PanelShape.Outputs;
        for (int k = 0; k < destination.Length; k++)
        {
            int pair = ((((k / 2) * PanelShape.Outputs) + lane) * 2) + (k % 2);
            destination[k] = Element switch
            {
                PanelElement.BFloat16 => BFloat16.ToSingle(((ushort*)panel)[pair]),
                PanelElement.Float16 => Float16.ToSingle(((ushort*)panel)[pair]),
                _ => ((float*)panel)[(k * PanelShape.Outputs) + lane],
            };
        }
    }

    public override void Dispose() => _memory.Dispose();

    public override byte* Panel(int panel, int first, int inputs, MultiplyScratch scratch) => Panel(panel, first);

    /// <summary>Where a panel's weights for inputs <paramref name="first"/> … lie.</summary>
    public byte* Panel(int panel, int first) =>
        _memory.Start + (panel * _panelBytes) + ((long)first * PanelShape.Outputs * PanelElementSize.Bytes(Element));

    /// <summary>Packs one panel.</summary>
    internal void Fill(MatrixSource source, int panel)
    {
        byte* target = Panel(panel, 0);
        int first = panel * PanelShape.Outputs;
        int rows = Math.Min(PanelShape.Outputs, Outputs - first);
        if (rows < PanelShape.Outputs || Inputs % 2 != 0) NativeMemory.Clear(target, (nuint)_panelBytes);
        float[]? singles = Element == PanelElement.Single ? new float[Inputs] : null;
        for (int lane = 0; lane < rows; lane++)
        {
            ReadOnlySpan<byte> row = source.Row(first + lane);
            if (singles is null)
            {
                FillHalves(MemoryMarshal.Cast<byte, ushort>(row), (ushort*)target + (2 * lane));
            }
            else
            {
                Dequantizer.ToSingle(source.Type, row, singles);
                for (int k = 0; k < singles.Length; k++) ((float*)target)[(k * PanelShape.Outputs) + lane] = singles[k];
            }
        }
    }

    private static void FillHalves(ReadOnlySpan<ushort> row, ushort* target)
    {
        ReadOnlySpan<uint> pairs = MemoryMarshal.Cast<ushort, uint>(row);
        for (int i = 0; i < pairs.Length; i++) *(uint*)(target + (i * 2 * PanelShape.Outputs)) = pairs[i];
        if (row.Length % 2 != 0) target[row.Length / 2 * 2 * PanelShape.Outputs] = row[^1];
    }
}
