using Inference.Kernels.MatMul;
using Inference.ModelFiles.Tensors;

namespace Inference.Engine.Weights;

/// <summary>Lays a file's scales over their matrix. The file does not say how large a block is, only how many there are.</summary>
internal static class BlockScales
{
    /// <summary>What published checkpoints use.</summary>
    private const int UsualBlock = 128;

    public static ScaleGrid Over(TensorInfo weight, TensorInfo scale)
    {
        int gridRows = scale.Shape.Length < 2 ? 1 : (int)scale.Shape[^2], gridColumns = (int)scale.RowLength;
        return new ScaleGrid(
            scale.ToSingles(), gridColumns, BlockSize((int)weight.RowCount, gridRows), BlockSize((int)weight.RowLength, gridColumns));
    }

    /// <summary>
    /// The block size with which so many elements make so many blocks: all, one, the usual, the smallest power of two that fits, or
    /// an even share.
    /// </summary>
    public static int BlockSize(int elements, int blocks)
    {
        if (blocks == 1) return elements;
        if (blocks == elements) return 1;
        if (Blocks(elements, UsualBlock) == blocks) return UsualBlock;
        for (int size = 2; size < elements; size *= 2)
        {
            if (Blocks(elements, size) == blocks) return size;
        }

        return Blocks(elements, blocks);
    }

    private static int Blocks(int elements, int size) => (elements + size - 1) / size;
}
