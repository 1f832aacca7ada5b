using Inference.Contracts;

namespace Inference.Gateway.Console;

/// <summary>Draws a cache of any size with a bounded number of cells.</summary>
internal static class BlockCells
{
    public const int Most = 4096;

    private const int Uses = 4;

    public static BlockReport Of(IReadOnlyList<BlockUse> blocks)
    {
        int perCell = Math.Max(1, (blocks.Count + Most - 1) / Most);
        char[] cells = new char[(blocks.Count + perCell - 1) / perCell];
        Span<int> all = stackalloc int[Uses], here = stackalloc int[Uses];
        for (int cell = 0; cell < cells.Length; cell++)
        {
            here.Clear();
            for (int block = cell * perCell; block < Math.Min(blocks.Count, (cell + 1) * perCell); block++) here[(int)blocks[block]]++;
            int most = 0;
            for (int use = 0; use < Uses; use++)
            {
                all[use] += here[use];
                if (here[use] >= here[most]) most = use;
            }

            cells[cell] = (char)('0' + most);
        }

        return new BlockReport(
            blocks.Count, all[(int)BlockUse.Free], all[(int)BlockUse.Cached], all[(int)BlockUse.Held], all[(int)BlockUse.Shared], perCell, new string(cells));
    }
}
