using System.Runtime.InteropServices;

namespace Inference.Kernels.MachineCode.Tiles;

/// <summary>What the code of <see cref="CacheTile"/> is given. Distances are in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CacheTileArguments
{
    /// <summary>Where the first column's blocks begin.</summary>
    public byte** Blocks;

    /// <summary>From the first column's pointers among these to the second's.</summary>
    public nint SecondBlock;

    /// <summary>The first column's place in a block, and the second's.</summary>
    public nint First, Second;

    /// <summary>From one pair of terms to the next.</summary>
    public nint Step;

    /// <summary>Whole blocks.</summary>
    public nint WholeBlocks;

    /// <summary>Pairs in each of these.</summary>
    public nint PairsPerBlock;

    /// <summary>Pairs in the block behind them.</summary>
    public nint LastPairs;

    /// <summary>Whether a single term follows: 1 or 0. What lies beside it is not used.</summary>
    public nint Odd;

    /// <summary>[rows][terms, in pairs]</summary>
    public ushort* Values;

    public nint Stride;

    /// <summary>[rows]: sixteen sums of the first column.</summary>
    public float* Sums;

    public nint SumStride;

    /// <summary>From the first column's sums to the second's.</summary>
    public nint SecondSums;

    /// <summary>What to bring near meanwhile, a cache line for each pair, and the same again.</summary>
    public byte* Ahead, SecondAhead;

    /// <summary>And what lies so far behind each pair.</summary>
    public nint Beside;

    /// <summary>The first of two terms.</summary>
    public uint FirstOfPair;
}
