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
    private readonly long _panelBytes;

    private IntegerPanelMatrix(IntegerGroups groups, int outputs, int inputs)
        : base(outputs, inputs)
    {
        _groups = groups;
        GroupCount = IntegerRowBuffer.Count(groups, inputs);
        _panelBytes = PanelBytes(groups, GroupCount);
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
        for (int first = 0; first < destination.Length; first += GroupSize)
        {
            GroupTerms terms = Terms(panel, first / GroupSize, lane);
            int end = Math.Min(destination.Length, first + GroupSize);
            for (int k = first; k < end; k++) destination[k] = terms.Value(ScalarIntegerPanelKernel.Weight(panel, k, lane));
        }
    }

    /// <summary>What a group's integers stand for, as the format says it.</summary>
    public GroupTerms Terms(in IntegerPanel panel, int group, int lane)
    {
        int place = (group * PanelShape.Outputs) + lane;
        float scale = Float16.ToSingle(panel.Scales[place]);
        if (panel.Minimums == null) return new GroupTerms(scale, 0, panel.Offset);
        float minimum = Float16.ToSingle(panel.Minimums[place]);
        if (!_groups.IntegerZeros || scale == 0) return new GroupTerms(scale, minimum, 0);

        // The minimum is an integer times the scale, rounded by less than half of one.
        return new GroupTerms(scale, 0, (int)MathF.Round(-minimum / scale));
    }

    public override void Dispose() => _memory.Dispose();

    /// <param name="panel">Which.</param>
    /// <param name="next">Where what is read after it begins; null where nobody knows.</param>
    public IntegerPanel Panel(int panel, byte* next = null) =>
        PanelAt(Start(panel), _groups, GroupCount, next);

    /// <summary>Where a panel begins.</summary>
    public byte* Start(int panel) => _memory.Start + (panel * _panelBytes);

    /// <summary>The memory of a panel with so many groups.</summary>
    public static long PanelBytes(IntegerGroups layout, int groups) =>
        WeightBytes(layout, groups) + ((layout.HasMinimums ? 2 : 1) * ScaleBytes(groups));

    /// <summary>A panel with so many groups that begins there.</summary>
    public static IntegerPanel PanelAt(byte* start, IntegerGroups layout, int groups, byte* next = null)
    {
        byte* scales = start + WeightBytes(layout, groups);
        return new IntegerPanel
        {
            Weights = start,
            Next = next,
            Scales = (ushort*)scales,
            Minimums = layout.HasMinimums ? (ushort*)(scales + ScaleBytes(groups)) : null,
            Bits = layout.Bits,
            Group = layout.Elements,
            Offset = layout.Offset,
        };
    }

    /// <summary>Packs one panel. False where a scale or a minimum is not a finite half float.</summary>
    public bool TryFill(int panel, IntegerRowBuffer rows)
    {
        IntegerPanel target = Panel(panel);
        fixed (byte* values = rows.Values(0)) FillWeights((uint*)values, rows.Values(0).Length / sizeof(uint), (uint*)target.Weights);
        for (int lane = 0; lane < PanelShape.Outputs; lane++)
        {
            if (!TryFill(rows.Scales(lane), target.Scales + lane)) return false;
            if (_groups.HasMinimums && !TryFill(rows.Minimums(lane), target.Minimums + lane)) return false;
        }

        return true;
    }

    /// <param name="fours">[32 outputs][<paramref name="stride"/>]: four inputs each.</param>
    private void FillWeights(uint* fours, int stride, uint* target)
    {
        int step = _groups.Bits == 8 ? 1 : 2;
        for (int i = 0; i < stride; i += step)
        {
            uint* place = fours + i;
            for (int lane = 0; lane < PanelShape.Outputs; lane++, place += stride) *target++ = step == 1 ? *place : place[0] | (place[1] << 4);
        }
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

    private static long WeightBytes(IntegerGroups layout, int groups) => (long)groups * layout.Elements * PanelShape.Outputs * layout.Bits / 8;

    private static long ScaleBytes(int groups) => (long)groups * PanelShape.Outputs * sizeof(ushort);
}
