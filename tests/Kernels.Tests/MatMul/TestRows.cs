using Inference.Kernels.Buffers;

namespace Inference.Kernels.Tests.MatMul;

internal static class TestRows
{
    /// <summary>Values from −1 to 1.</summary>
    public static RowBuffer Random(int rows, int columns, Random random)
    {
        RowBuffer buffer = new(columns);
        buffer.Resize(rows);
        for (int row = 0; row < rows; row++)
        {
            foreach (ref float value in buffer.Row(row)) value = (random.NextSingle() * 2) - 1;
        }

        return buffer;
    }
}
