namespace Inference.Kernels.MatMul.Integer;

/// <summary>The reference: one value after the other.</summary>
internal readonly unsafe struct ScalarActivationKernel : IActivationKernel
{
    public static void Quantize(float* input, int inputs, int group, in QuantizedRows target)
    {
        for (int first = 0, index = 0; first < inputs; first += group, index++)
        {
            int count = Math.Min(group, inputs - first);
            float scale = Scale(new ReadOnlySpan<float>(input + first, count));
            int sum = 0;
            for (int i = 0; i < group; i++)
            {
                sbyte value = i < count && scale > 0 ? Round(input[first + i] / scale) : (sbyte)0;
                target.Values[first + i] = value;
                sum += value;
            }

            target.Scales[index] = scale;
            target.Sums[index] = sum;
            target.ScaledSums[index] = sum * scale;
        }
    }

    private static float Scale(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) return float.NaN;
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest / 127;
    }

    private static sbyte Round(float value) => (sbyte)Math.Clamp(MathF.Round(value, MidpointRounding.ToEven), -127, 127);
}
