using System.Runtime.InteropServices;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;
using Inference.Kernels.Threading;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Small integers in panels of 32 outputs; a panel's weights, scales and minimums lie one behind the other.</summary>
internal sealed unsafe class IntegerPanelMatrix : WeightMatrix
{
    private readonly AlignedMemory _memory;
    private readonly IntegerGroups _groups;
    private readonly long _weightBytes, _scaleBytes, _panelBytes;

    private IntegerPanelMatrix(IntegerGroups groups, int outputs, int inputs)
        : base(outputs, inputs)
    {
        _groups = groups;
        GroupCount = IntegerRowBuffer.Count(groups, inputs);
        _weightBytes = (long)GroupCount * groups.Elements * PanelShape.Outputs * groups.Bits / 8;
        _scaleBytes = (long)GroupCount * PanelShape.Outputs * sizeof(ushort);
        _panelBytes = _weightBytes + (groups.HasMinimums ? 2 * _scaleBytes : _scaleBytes);
        _memory = new AlignedMemory(_panelBytes * Panels);
    }

    public override long ByteSize => _memory.Length;

    /// <summary>Inputs that share a scale.</summary>
    public int GroupSize => _groups.Elements;

    public int GroupCount { get; }

    /// <summary>Null where a scale or a minimum is not a finite half float.</summary>
    public static IntegerPanelMatrix? TryFrom(IIntegerRows source, WorkerPool pool)
    {
        IntegerPanelMatrix matrix = new(source.Groups, source.Outputs, source.Inputs);
        PackIntegerPanels work = new(source, matrix, pool.ThreadCount);
        pool.Run(work, work.Items);
        if (work.Fits) return matrix;
        matrix.Dispose();
        return null;
    }

    public override void ReadRow(int output, Span<float> destination)
    {
        IntegerPanel panel = Panel(output / PanelShape.Outputs);
        int lane = output % PanelShape.Outputs;
        for (int group = 0; group < GroupCount; group++)
        {
            int place = (group * PanelShape.Outputs) + lane;
            float scale = Float16.ToSingle(panel.Scales[place]);
            float minimum = panel.Minimums == null ? 0 : Float16.ToSingle(panel.Minimums[place]);
            int first = group * GroupSize, count = Math.Min(GroupSize, Inputs - first);
            for (int i = 0; i < count; i++)
                destination[first + i] = ((ScalarIntegerPanelKernel.Weight(panel, first + i, lane) - panel.Offset) * scale) + minimum;
        }
    }

    public override void Dispose() => _memory.Dispose();

    public IntegerPanel Panel(int panel)
    {
        byte* start = _memory.Start + (panel * _panelBytes);
        ushort* scales = (ushort*)(start + _weightBytes);
        return new IntegerPanel
        {
            Weights = start,
            Scales = scales,
            Minimums = _groups.HasMinimums ? scales + (GroupCount * PanelShape.Outputs) : null,
            Bits = _groups.Bits,
            Group = _groups.Elements,
            Offset = _groups.Offset,
        };
    }

    /// <summary>Packs one panel. False where a scale or a minimum is not a finite half float.</summary>
    public bool TryFill(int panel, IntegerRowBuffer rows)
    {
        IntegerPanel target = Panel(panel);
        for (int lane = 0; lane < PanelShape.Outputs; lane++)
        {
            ReadOnlySpan<uint> fours = MemoryMarshal.Cast<byte, uint>(rows.Values(lane));
            uint* place = (uint*)target.Weights + lane;
            if (_groups.Bits == 8)
            {
                for (int i = 0; i < fours.Length; i++) place[i * PanelShape.Outputs] = fours[i];
            }
            else
            {
                for (int i = 0; i < fours.Length / 2; i++) place[i * PanelShape.Outputs] = fours[2 * i] | (fours[(2 * i) + 1] << 4);
            }

            if (!TryFill(rows.Scales(lane), target.Scales + lane)) return false;
            if (_groups.HasMinimums && !TryFill(rows.Minimums(lane), target.Minimums + lane)) return false;
        }

        return true;
    }

    private static bool TryFill(ReadOnlySpan<float> values, ushort* target)
    {
        bool finite = true;
        for (int i = 0; i < values.Length; i++)
        {
            ushort half = Float16.FromSingle(values[i]);
            target[i * PanelShape.Outputs] = half;
            finite &= (half & 0x7C00) != 0x7C00;
        }

        return finite;
    }
}
