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

    public static RowBuffer Zeros(int rows, int columns)
    {
        RowBuffer buffer = new(columns);
        buffer.Resize(rows);
        for (int row = 0; row < rows; row++) buffer.Row(row).Clear();
        return buffer;
    }

    public static void AssertSameBits(RowBuffer expected, RowBuffer actual)
    {
        for (int row = 0; row < expected.Rows; row++)
        {
            for (int i = 0; i < expected.Columns; i++)
                Assert.Equal(BitConverter.SingleToUInt32Bits(expected.Row(row)[i]), BitConverter.SingleToUInt32Bits(actual.Row(row)[i]));
        }
    }
}
