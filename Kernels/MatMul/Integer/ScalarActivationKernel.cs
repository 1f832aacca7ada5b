namespace Inference.Kernels.MatMul.Integer;

/// <summary>The reference: one value after the other.</summary>
internal readonly unsafe struct ScalarActivationKernel : IActivationKernel
{
    public static void Quantize(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target)
    {
        for (int row = 0; row < rows; row++) QuantizeRow(input + (row * stride), inputs, group, target.From(row));
    }

    private static void QuantizeRow(float* input, int inputs, int group, in QuantizedRows target)
    {
        for (int first = 0, index = 0; first < inputs; first += group, index++)
        {
            int count = Math.Min(group, inputs - first);
            float scale = ActivationScale.FromLargest(Largest(new ReadOnlySpan<float>(input + first, count)), out float inverse);
            int sum = 0;
            for (int i = 0; i < group; i++)
            {
                sbyte value = i < count && inverse > 0 ? (sbyte)MathF.Round(input[first + i] * inverse, MidpointRounding.ToEven) : (sbyte)0;
                target.Values[first + i] = value;
                sum += value;
            }

            target.Scales[index] = scale;
            target.NegatedSums[index] = -sum;
            target.ScaledSums[index] = sum * scale;
        }
    }

    /// <summary>The largest magnitude, as bits.</summary>
    private static uint Largest(ReadOnlySpan<float> values)
    {
        uint largest = 0;
        foreach (float value in values) largest = Math.Max(largest, BitConverter.SingleToUInt32Bits(MathF.Abs(value)));
        return largest;
    }
}
