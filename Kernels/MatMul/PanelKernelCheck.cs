using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul;

/// <summary>Compares kernels for plain numbers with the scalar reference, bit by bit, in a few milliseconds.</summary>
internal static unsafe class PanelKernelCheck
{
    private const int Rows = 13, Inputs = 7;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem<TKernel>()
        where TKernel : struct, IPanelKernel
    {
        Random random = new(21);
        const int sums = Rows * PanelShape.Outputs, weights = (Inputs + 1) * PanelShape.Outputs, inputs = Rows * Inputs;
        using AlignedMemory memory = new(((2 * sums) + weights + inputs) * sizeof(float));
        float* expected = (float*)memory.Start, actual = expected + sums, panel = actual + sums, rows = panel + weights;
        foreach (PanelElement element in Enum.GetValues<PanelElement>())
        {
            for (int i = 0; i < inputs; i++) rows[i] = (random.NextSingle() * 2) - 1;
            for (int i = 0; i < weights; i++) Fill(element, panel, i, (random.NextSingle() * 2) - 1);
            for (int count = 1; count <= Rows; count++)
            {
                new Span<float>(expected, 2 * sums).Fill(0.5f);
                ScalarPanelKernel.Accumulate(element, (byte*)panel, rows, Inputs, count, Inputs, expected);
                TKernel.Accumulate(element, (byte*)panel, rows, Inputs, count, Inputs, actual);
                if (!new Span<float>(expected, sums).SequenceEqual(new Span<float>(actual, sums))) return $"{element} weights are multiplied wrongly";
            }
        }

        return null;
    }

    private static void Fill(PanelElement element, float* panel, int place, float value)
    {
        if (element == PanelElement.Single) panel[place] = value;
        else ((ushort*)panel)[place] = element == PanelElement.BFloat16 ? BFloat16.FromSingle(value) : Float16.FromSingle(value);
    }
}
