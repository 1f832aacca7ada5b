using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Tests.MatMul;

public sealed class WeightMatrixTests
{
    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.Q80)]
    public void Pack_RowsInAnotherOrder_PutsEachInItsPlace(ElementType type)
    {
        using WorkerPool pool = new(2);
        using TestMatrix matrix = new(type, 37, 64, new Random(2));
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source with { RowOrder = row => 36 - row }, pool, Arithmetic.Float32);

        float[] row = new float[64];
        for (int i = 0; i < 37; i++)
        {
            weights.ReadRow(i, row);
            Assert.Equal(matrix.Row(36 - i), row);
        }
    }

    [Fact]
    public void Pack_ScalesApart_MultipliesEachBlock()
    {
        using WorkerPool pool = new(1);
        using TestMatrix matrix = new(ElementType.F8E4M3, 5, 7, new Random(3));
        ScaleGrid scales = new([1, 2, 4, 8, 16, 32], gridColumns: 2, rowsPerBlock: 2, columnsPerBlock: 4);
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source with { Scales = scales }, pool, Arithmetic.Float32);

        float[] row = new float[7];
        for (int i = 0; i < 5; i++)
        {
            weights.ReadRow(i, row);
            for (int k = 0; k < 7; k++) Assert.Equal(matrix.Value(i, k) * (1 << (((i / 2) * 2) + (k / 4))), row[k]);
        }
    }

    [Theory]
    [InlineData(ElementType.BF16, 2)]
    [InlineData(ElementType.F16, 2)]
    [InlineData(ElementType.F32, 4)]
    [InlineData(ElementType.F8E4M3, 1)]
    public void ByteSize_PlainFormats_IsThatOfTheFile(ElementType type, int bytes)
    {
        using WorkerPool pool = new(1);
        using TestMatrix matrix = new(type, 64, 10, new Random(4));
        using WeightMatrix weights = WeightMatrix.Pack(matrix.Source, pool, Arithmetic.Float32);

        Assert.Equal(64 * 10 * bytes, weights.ByteSize);
        Assert.Equal(weights.ByteSize, WeightMatrix.PackedBytes(type, 64, 10, scaled: false, Arithmetic.Native, null));
    }
}
