namespace Inference.Kernels.Attention;

/// <summary>
/// Two columns of sixteen lanes through consecutive blocks, in pairs of terms. For scores the columns are two blocks' tokens and the
/// terms dimensions; for values the columns are dimensions and the terms tokens.
/// </summary>
/// <param name="blocks">Where the first column's blocks begin.</param>
/// <param name="secondBlock">How many blocks further the second column's begin.</param>
/// <param name="first">The first column's place in a block, in bytes.</param>
/// <param name="second">The second one's.</param>
/// <param name="step">Bytes from one pair of terms to the next.</param>
/// <param name="pairsPerBlock">Pairs of terms in a block.</param>
/// <param name="terms">Of all blocks together. What lies behind the last is not read.</param>
/// <param name="ahead">What to bring into cache meanwhile, a cache line for each pair of terms.</param>
/// <param name="secondAhead">The same again.</param>
/// <param name="beside">And what lies so many bytes behind each pair of terms.</param>
internal readonly unsafe struct CacheColumns(
    byte** blocks, int secondBlock, nint first, nint second, nint step, int pairsPerBlock, int terms, byte* ahead, byte* secondAhead, nint beside)
{
    public readonly byte** Blocks = blocks;
    public readonly int SecondBlock = secondBlock;
    public readonly nint First = first;
    public readonly nint Second = second;
    public readonly nint Step = step;
    public readonly int PairsPerBlock = pairsPerBlock;
    public readonly int Terms = terms;
    public readonly byte* Ahead = ahead;
    public readonly byte* SecondAhead = secondAhead;
    public readonly nint Beside = beside;
}
