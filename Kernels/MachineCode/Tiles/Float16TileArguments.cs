using System.Runtime.InteropServices;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>What the code of <see cref="Float16Tile"/> is given.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Float16TileArguments
{
    /// <summary>[inputs / 2][32 outputs][2]</summary>
    public byte* Weights;

    /// <summary>[rows][inputs]</summary>
    public float* Values;

    /// <summary>Bytes from one row of values to the next.</summary>
    public nint Stride;

    /// <summary>Whole pairs of inputs.</summary>
    public nint Pairs;

    /// <summary>Whether one more input follows: 1 or 0.</summary>
    public nint Odd;

    /// <summary>[rows][32], continued.</summary>
    public float* Sums;

    /// <summary>Bytes from the weights in use to those that are brought near.</summary>
    public nint Ahead;
}
