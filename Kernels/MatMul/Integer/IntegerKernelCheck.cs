using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Compares kernels for integers with the scalar reference, bit by bit, on every layout, in a few milliseconds: a processor or a compiler that
/// does not do what it says would otherwise give wrong numbers without a word.
/// </summary>
internal static unsafe class IntegerKernelCheck
{
    private const int Rows = 13, Groups = 5;

    private static readonly IntegerGroups[] Layouts =
    [
        new(8, 32, false, 128), new(8, 16, false, 32), new(8, 32, true, 0), new(8, 16, true, 0),
        new(4, 32, false, 8), new(4, 16, false, 4), new(4, 32, true, 0), new(4, 16, true, 0),
    ];

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem<TKernel, TActivation>()
        where TKernel : struct, IIntegerPanelKernel
        where TActivation : struct, IActivationKernel
    {
        Random random = new(20);
        foreach (IntegerGroups layout in Layouts)
        {
            // An end within a group.
            int inputs = (Groups * layout.Elements) - 3;
            using RowBuffer source = RandomRows(inputs, random);
            using ActivationBuffer expected = new(), actual = new();
            expected.Resize(Rows, inputs, layout.Elements);
            actual.Resize(Rows, inputs, layout.Elements);
            expected.Quantize<ScalarActivationKernel>(source, layout.Elements, Rows);
            actual.Quantize<TActivation>(source, layout.Elements, Rows);
            for (int row = 0; row < Rows; row++)
            {
                bool same = expected.Values(row).SequenceEqual(actual.Values(row))
                    && expected.Scales(row).SequenceEqual(actual.Scales(row))
                    && expected.NegatedSums(row).SequenceEqual(actual.NegatedSums(row))
                    && expected.ScaledSums(row).SequenceEqual(actual.ScaledSums(row));
                if (!same) return $"inputs in groups of {layout.Elements} are rounded wrongly";
            }

            if (!Multiplies<TKernel>(layout, expected.Rows, random))
                return $"{layout.Bits}-bit weights in groups of {layout.Elements}{(layout.HasMinimums ? " with minimums" : "")} are multiplied wrongly";
        }

        return null;
    }

    private static bool Multiplies<TKernel>(IntegerGroups layout, in QuantizedRows rows, Random random)
        where TKernel : struct, IIntegerPanelKernel
    {
        using AlignedMemory memory = new(IntegerPanelMatrix.PanelBytes(layout, Groups) + (2 * Rows * PanelShape.Outputs * sizeof(float)));
        IntegerPanel panel = IntegerPanelMatrix.PanelAt(memory.Start, layout, Groups);
        random.NextBytes(new Span<byte>(panel.Weights, Groups * panel.GroupBytes));
        FillScales(panel.Scales, random);
        if (layout.HasMinimums) FillScales(panel.Minimums, random);

        int floats = Rows * PanelShape.Outputs;
        float* expected = (float*)(memory.Start + IntegerPanelMatrix.PanelBytes(layout, Groups)), actual = expected + floats;
        Span<float> reference = new(expected, floats), result = new(actual, floats);
        reference.Fill(0.5f);
        ScalarIntegerPanelKernel.Accumulate(panel, rows, Rows, 0, Groups, expected);
        for (int count = 1; count <= Rows; count++)
        {
            result.Fill(0.5f);
            TKernel.Accumulate(panel, rows, count, 0, 2, actual);
            TKernel.Accumulate(panel, rows, count, 2, Groups - 2, actual);
            int used = count * PanelShape.Outputs;
            if (!result[..used].SequenceEqual(reference[..used]) || result[used..].ContainsAnyExcept(0.5f)) return false;
        }

        return true;
    }

    private static RowBuffer RandomRows(int inputs, Random random)
    {
        RowBuffer rows = new(inputs);
        rows.Resize(Rows);
        for (int row = 0; row < Rows; row++)
        {
            foreach (ref float value in rows.Row(row)) value = (random.NextSingle() * 2) - 1;
        }

        return rows;
    }

    /// <summary>Normal numbers, those below them, and both signs.</summary>
    private static void FillScales(ushort* scales, Random random)
    {
        for (int i = 0; i < Groups * PanelShape.Outputs; i++)
            scales[i] = Float16.FromSingle(((random.NextSingle() * 2) - 1) * (i % 3 == 0 ? 1e-5f : 1));
    }
}
