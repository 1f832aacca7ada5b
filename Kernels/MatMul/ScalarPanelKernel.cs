using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul;

/// <summary>The reference: one output after the other.</summary>
internal readonly unsafe struct ScalarPanelKernel : IPanelKernel
{
    public static void Accumulate(PanelElement element, byte* panel, float* input, nint stride, int rows, int inputs, float* sums)
    {
        for (int k = 0; k < inputs; k++)
        {
            for (int n = 0; n < PanelShape.Outputs; n++)
            {
                float weight = Weight(element, panel, k, n);
                for (int row = 0; row < rows; row++)
                {
                    ref float sum = ref sums[(row * PanelShape.Outputs) + n];
                    sum = MathF.FusedMultiplyAdd(input[(row * stride) + k], weight, sum);
                }
            }
        }
    }

    private static float Weight(PanelElement element, byte* panel, int k, int n)
    {
        int pair = ((((k / 2) * PanelShape.Outputs) + n) * 2) + (k % 2);
        return element switch
        {
            PanelElement.BFloat16 => BFloat16.ToSingle(((ushort*)panel)[pair]),
            PanelElement.Float16 => Float16.ToSingle(((ushort*)panel)[pair]),
            _ => ((float*)panel)[(k * PanelShape.Outputs) + n],
        };
    }
}
