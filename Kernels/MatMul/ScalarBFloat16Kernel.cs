using Inference.Kernels.Formats;

namespace Inference.Kernels.MatMul;

/// <summary>The reference: one output after the other.</summary>
internal readonly unsafe struct ScalarBFloat16Kernel : IBFloat16Kernel
{
    public static bool IsAvailable => true;

    public static void Accumulate(byte* panel, in BFloat16Rows values, int rows, int pairs, float* sums)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int n = 0; n < PanelShape.Outputs; n++)
            {
                float sum = sums[(row * PanelShape.Outputs) + n];
                for (int pair = 0; pair < pairs; pair++)
                {
                    ushort* weights = (ushort*)panel + (((pair * PanelShape.Outputs) + n) * 2);
                    ushort* inputs = values.From(row, 2 * pair).First;
                    sum = MultiplyAdd(inputs[1], weights[1], sum);
                    sum = MultiplyAdd(inputs[0], weights[0], sum);
                }

                sums[(row * PanelShape.Outputs) + n] = sum;
            }
        }
    }

    /// <summary>What one instruction does with one of its two products.</summary>
    public static float MultiplyAdd(ushort input, ushort weight, float sum) =>
        Flush(MathF.FusedMultiplyAdd(Flush(BFloat16.ToSingle(input)), Flush(BFloat16.ToSingle(weight)), Flush(sum)));

    private static float Flush(float value) => float.IsSubnormal(value) ? MathF.CopySign(0, value) : value;
}
