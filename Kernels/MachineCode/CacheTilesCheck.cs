using Inference.Kernels.Attention;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.MachineCode;

/// <summary>Compares attention's tiles with the scalar reference, bit by bit, in a few milliseconds.</summary>
internal static unsafe class CacheTilesCheck
{
    private const int Blocks = 4, PairsPerBlock = 3, MostTerms = 2 * PairsPerBlock * (Blocks - 1), Lanes = 16;
    private const int BlockBytes = 2 * PairsPerBlock * CacheLine.Bytes;
    private const ushort NotANumber = 0x7FC0;
    private const float Untouched = 0.5f;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem()
    {
        if (MachineKernels.Instance?.Caches is not { } tiles) return null;
        const int values = QueryTile.Rows * MostTerms, sums = 2 * QueryTile.Rows * Lanes;
        using AlignedMemory memory = new((Blocks * BlockBytes) + (2 * sums * sizeof(float)) + (values * sizeof(ushort)));
        float* expected = (float*)(memory.Start + (Blocks * BlockBytes)), actual = expected + sums;
        ushort* rows = (ushort*)(actual + sums);
        byte** blocks = stackalloc byte*[Blocks];
        for (int block = 0; block < Blocks; block++) blocks[block] = memory.Start + (((block * 3) + 1) % Blocks * BlockBytes);

        Random random = new(23);
        foreach (int terms in new[] { 1, 6, 11, MostTerms - 2 })
        {
            // Both columns in one block, and in blocks that follow each other.
            foreach (int second in new[] { 0, 1 })
            {
                CacheColumns columns = new(
                    blocks, second, 0, second == 0 ? PairsPerBlock * CacheLine.Bytes : 0, CacheLine.Bytes, PairsPerBlock, terms, terms % 2 == 0 ? memory.Start : null, memory.Start, 0);
                Fill(new Span<ushort>(memory.Start, Blocks * BlockBytes / sizeof(ushort)), random);
                Fill(new Span<ushort>(rows, values), random);
                if (terms % 2 == 1) SpoilWhatIsBeside(columns, rows);
                Reference(columns, rows, expected);
                for (int count = 1; count <= QueryTile.Rows; count++)
                {
                    Span<float> result = new(actual, sums), computed = result[..(count * 2 * Lanes)];
                    result.Fill(Untouched);
                    tiles.Multiply(columns, rows, MostTerms, count, actual, 2 * Lanes, Lanes);
                    if (!computed.SequenceEqual(new Span<float>(expected, computed.Length)) || result[computed.Length..].ContainsAnyExcept(Untouched))
                        return "keys and values in bf16 are multiplied wrongly";
                }
            }
        }

        return null;
    }

    private static void Reference(in CacheColumns columns, ushort* rows, float* sums)
    {
        for (int row = 0; row < QueryTile.Rows; row++)
        {
            for (int lane = 0; lane < 2 * Lanes; lane++)
            {
                float sum = 0;
                for (int term = 0; term < columns.Terms; term += 2)
                {
                    ushort* values = rows + (row * MostTerms) + term, pair = Pair(columns, term / 2, lane);
                    if (term + 1 < columns.Terms) sum = ScalarBFloat16Kernel.MultiplyAdd(values[1], pair[1], sum);
                    sum = ScalarBFloat16Kernel.MultiplyAdd(values[0], pair[0], sum);
                }

                sums[(row * 2 * Lanes) + lane] = sum;
            }
        }
    }

    private static ushort* Pair(in CacheColumns columns, int pair, int lane)
    {
        int block = pair / columns.PairsPerBlock;
        byte* column = lane < Lanes ? columns.Blocks[block] + columns.First : columns.Blocks[block + columns.SecondBlock] + columns.Second;
        return (ushort*)(column + (pair % columns.PairsPerBlock * columns.Step)) + (2 * (lane % Lanes));
    }

    private static void SpoilWhatIsBeside(in CacheColumns columns, ushort* rows)
    {
        for (int lane = 0; lane < 2 * Lanes; lane++) Pair(columns, columns.Terms / 2, lane)[1] = NotANumber;
        for (int row = 0; row < QueryTile.Rows; row++) rows[(row * MostTerms) + columns.Terms] = 0;
    }

    /// <summary>Products of the smallest are below the normal numbers.</summary>
    private static void Fill(Span<ushort> numbers, Random random)
    {
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BFloat16.FromSingle(((random.NextSingle() * 2) - 1) * (i % 5 == 0 ? 1e-20f : 1));
    }
}
