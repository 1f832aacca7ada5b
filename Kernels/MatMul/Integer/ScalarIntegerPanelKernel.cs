using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>The reference: one output after the other.</summary>
internal readonly unsafe struct ScalarIntegerPanelKernel : IIntegerPanelKernel
{
    public static void Accumulate(
        in IntegerPanel panel, in QuantizedRows rows, int rowCount, int firstGroup, int groups, float* sums)
    {
        for (int group = firstGroup; group < firstGroup + groups; group++)
        {
            for (int n = 0; n < PanelShape.Outputs; n++)
            {
                int place = (group * PanelShape.Outputs) + n;
                float scale = Float16.ToSingle(panel.Scales[place]);
                for (int row = 0; row < rowCount; row++)
                {
                    ref float sum = ref sums[(row * PanelShape.Outputs) + n];
                    nint rowGroup = (row * rows.GroupStride) + group;
                    int dot = Dot(panel, rows.Values + (row * rows.Stride), group, n) + (panel.Offset * rows.NegatedSums[rowGroup]);
                    float scaled = dot * rows.Scales[rowGroup];
                    sum = MathF.FusedMultiplyAdd(scaled, scale, sum);
                    if (panel.Minimums == null) continue;
                    sum = MathF.FusedMultiplyAdd(rows.ScaledSums[rowGroup], Float16.ToSingle(panel.Minimums[place]), sum);
                }
            }
        }
    }

    /// <summary>Input <paramref name="k"/> of a panel's output <paramref name="n"/>, as it is stored.</summary>
    public static int Weight(in IntegerPanel panel, int k, int n)
    {
        if (panel.Bits == 8) return panel.Weights[(((k / 4 * PanelShape.Outputs) + n) * 4) + (k % 4)];
        int pair = panel.Weights[(((k / 8 * PanelShape.Outputs) + n) * 4) + (k % 4)];
        return k % 8 < 4 ? pair & 0x0F : pair >> 4;
    }

    private static int Dot(in IntegerPanel panel, sbyte* row, int group, int n)
    {
        int sum = 0;
        for (int k = group * panel.Group; k < (group + 1) * panel.Group; k++) sum += Weight(panel, k, n) * row[k];
        return sum;
    }
}
