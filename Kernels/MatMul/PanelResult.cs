using System.Runtime.Intrinsics;
using Inference.Kernels.Buffers;

namespace Inference.Kernels.MatMul;

/// <summary>What is done to a panel's sums, [rows][32], before they leave the cache.</summary>
internal static unsafe class PanelResult
{
    public static void AddBias(float* sums, float[]? bias, int panel, int outputs, int rows)
    {
        if (bias is null) return;
        fixed (float* values = bias.AsSpan(panel * PanelShape.Outputs, outputs))
        {
            for (int row = 0; row < rows; row++, sums += PanelShape.Outputs)
            {
                int n = 0;
                for (; n <= outputs - Vector256<float>.Count; n += Vector256<float>.Count)
                    (Vector256.Load(sums + n) + Vector256.Load(values + n)).Store(sums + n);
                for (; n < outputs; n++) sums[n] += values[n];
            }
        }
    }

    /// <summary>Asks for what <see cref="Store"/> will write or add to: each row's part lies in lines of its own.</summary>
    public static void Prefetch(in Product product, int row, int panel, int rows)
    {
        float* result = product.Output.Pointer(product.OutputRow + row) + product.OutputColumn + (panel * PanelShape.Outputs);
        for (int i = 0; i < rows; i++, result += product.Output.Stride) CacheLine.Prefetch((byte*)result, PanelShape.Outputs * sizeof(float));
    }

    public static void Store(in Product product, float* sums, int row, int panel, int outputs, int rows)
    {
        float* result = product.Output.Pointer(product.OutputRow + row) + product.OutputColumn + (panel * PanelShape.Outputs);
        for (int i = 0; i < rows; i++, result += product.Output.Stride, sums += PanelShape.Outputs)
        {
            if (product.Adds) Add(sums, result, outputs);
            else if (outputs == PanelShape.Outputs) StoreWhole(sums, result);
            else new Span<float>(sums, outputs).CopyTo(new Span<float>(result, outputs));
        }
    }

    private static void Add(float* sums, float* result, int outputs)
    {
        int n = 0;
        for (; n <= outputs - Vector512<float>.Count; n += Vector512<float>.Count) (Vector512.Load(result + n) + Vector512.Load(sums + n)).Store(result + n);
        for (; n < outputs; n++) result[n] += sums[n];
    }

    private static void StoreWhole(float* sums, float* result)
    {
        for (int n = 0; n < PanelShape.Outputs; n += Vector512<float>.Count) Vector512.Load(sums + n).Store(result + n);
    }
}
