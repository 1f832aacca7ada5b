using System.Runtime.InteropServices;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>What the code of <see cref="IntegerTile"/> is given; all pointers are to the first group of the first tile.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IntegerTileArguments
{
    public byte* Weights;

    /// <summary>[groups][32], f16.</summary>
    public ushort* Scales;

    /// <summary>[groups][32], f16; unused by code without minimums.</summary>
    public ushort* Minimums;

    public sbyte* Values;

    /// <summary>Bytes from one row of values to the next.</summary>
    public nint Stride;

    /// <summary>[rows][groups]</summary>
    public float* RowScales;

    /// <summary>[rows][groups]: scaled sums as floats where there are minimums, else negated sums as integers.</summary>
    public void* RowTerms;

    /// <summary>Bytes from one row's scales and terms to the next row's.</summary>
    public nint GroupStride;

    /// <summary>At least 1.</summary>
    public nint Groups;

    /// <summary>[rows][32], continued.</summary>
    public float* Sums;

    /// <summary>What is brought near meanwhile.</summary>
    public byte* Ahead;

    /// <summary>Places by which a row's sum is shifted to be multiplied with the offset.</summary>
    public int OffsetShift;

    /// <summary>The low nibble of every byte.</summary>
    public int NibbleMask;

    /// <summary>How many tiles follow one another, at least 1; counted down.</summary>
    public nint Tiles;

    /// <summary>Bytes from behind a tile's last group to the next tile's first one: of values, of row scales and terms, of weights, and of scales and minimums.</summary>
    public nint NextValues, NextRowGroups, NextWeights, NextScales;
}
