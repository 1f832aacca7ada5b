using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>A panel's rows on their way into it: integers, scales and minimums row by row.</summary>
internal sealed class IntegerRowBuffer(IntegerGroups groups, int inputs)
{
    private readonly byte[] _values = new byte[PanelShape.Outputs * Padded(groups, inputs)];
    private readonly float[] _scales = new float[PanelShape.Outputs * Count(groups, inputs)];
    private readonly float[] _minimums = new float[groups.HasMinimums ? PanelShape.Outputs * Count(groups, inputs) : 0];

    /// <summary>Groups of a row.</summary>
    public int GroupCount { get; } = Count(groups, inputs);

    /// <summary>The row's integers, to whole groups.</summary>
    public Span<byte> Values(int row) => _values.AsSpan(row * Padded(groups, inputs), Padded(groups, inputs));

    public Span<float> Scales(int row) => _scales.AsSpan(row * GroupCount, GroupCount);

    /// <summary>Empty where the format has none.</summary>
    public Span<float> Minimums(int row) => groups.HasMinimums ? _minimums.AsSpan(row * GroupCount, GroupCount) : default;

    /// <summary>Rows from this one on weigh nothing.</summary>
    public void ClearFrom(int row)
    {
        _values.AsSpan(row * Padded(groups, inputs)).Clear();
        _scales.AsSpan(row * GroupCount).Clear();
        if (groups.HasMinimums) _minimums.AsSpan(row * GroupCount).Clear();
    }

    public static int Count(IntegerGroups groups, int inputs) => (inputs + groups.Elements - 1) / groups.Elements;

    private static int Padded(IntegerGroups groups, int inputs) => Count(groups, inputs) * groups.Elements;
}
