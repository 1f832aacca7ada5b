using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul;

/// <summary>Compares a kernel for bf16 numbers with the scalar reference, bit by bit, in a few milliseconds.</summary>
internal static unsafe class BFloat16KernelCheck
{
    private const int Rows = 13, Pairs = 7;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem<TKernel>()
        where TKernel : struct, IBFloat16Kernel
    {
        if (!TKernel.IsAvailable) return null;
        Random random = new(22);
        const int sums = Rows * PanelShape.Outputs, weights = Pairs * PanelShape.Outputs * 2, inputs = Rows * Pairs * 2;
        using AlignedMemory memory = new((2 * sums * sizeof(float)) + ((weights + inputs) * sizeof(ushort)));
        float* expected = (float*)memory.Start, actual = expected + sums;
        ushort* panel = (ushort*)(actual + sums), first = panel + weights;
        BFloat16Rows rows = new(first, Pairs * 2);

        // Products of the smallest are below the normal numbers.
        for (int i = 0; i < weights + inputs; i++)
            panel[i] = BFloat16.FromSingle(((random.NextSingle() * 2) - 1) * (i % 5 == 0 ? 1e-20f : 1));
        for (int count = 1; count <= Rows; count++)
        {
            new Span<float>(expected, 2 * sums).Clear();
            ScalarBFloat16Kernel.Accumulate((byte*)panel, rows, count, Pairs, expected);
            TKernel.Accumulate((byte*)panel, rows, count, Pairs, actual);
            if (!new Span<float>(expected, sums).SequenceEqual(new Span<float>(actual, sums))) return "inputs rounded to bf16 are multiplied wrongly";
        }

        return null;
    }
}
