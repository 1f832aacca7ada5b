using System.Runtime.CompilerServices;
using Inference.Kernels.Buffers;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>
/// Rows multiplied with columns of a cache's blocks: sums[r][lane] = Σ x[r][term] · column[term][lane], one chain of fused multiply-adds in
/// the order of the terms, so that it has the same bits in every tile. A tile's sums are locals of their own, which keeps them in
/// registers; that is why the tiles are spelled out.
/// </summary>
internal static unsafe class CacheTiles<T, P>
    where T : struct, ILanes<T>
    where P : struct, ICachePairs<T>
{
    /// <param name="columns">The two columns.</param>
    /// <param name="x">[rows, up to a multiple of 8][terms]: rows are computed in full tiles</param>
    /// <param name="stride">Floats from one row of <paramref name="x"/> to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="sums">[rows, up to a multiple of 8]: what is there is lost.</param>
    /// <param name="sumStride">Floats from one row's sums to the next.</param>
    /// <param name="second">Floats from the first column's sums to the second's; 0 where there is none, which then repeats the first.</param>
    public static void Multiply(in CacheColumns columns, float* x, nint stride, int rows, float* sums, nint sumStride, nint second)
    {
        if (rows <= 2)
        {
            for (int row = 0; row < rows; row++) Tile1(columns, x + (row * stride), stride, sums + (row * sumStride), sumStride, second);
        }
        else if (!T.HasManyRegisters)
        {
            for (int row = 0; row < rows; row += 4) OneColumn(columns, x + (row * stride), stride, sums + (row * sumStride), sumStride, second);
        }
        else if (rows <= 4)
        {
            WideCacheTiles<T, P>.Tile4(columns, x, stride, sums, sumStride, second);
        }
        else
        {
            for (int row = 0; row < rows; row += 8) WideCacheTiles<T, P>.Tile8(columns, x + (row * stride), stride, sums + (row * sumStride), sumStride, second);
        }
    }

    private static void OneColumn(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
    {
        Narrow4(columns, x, stride, sums, sumStride);
        if (second == 0) return;
        CacheColumns other = new(
            columns.Blocks + columns.SecondBlock, 0, columns.Second, columns.Second, columns.Step, columns.PairsPerBlock, columns.Terms, columns.Ahead, columns.SecondAhead, 0);
        Narrow4(other, x, stride, sums + second, sumStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow4(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride)
    {
        T s0 = T.Broadcast(0);
        T s1 = T.Broadcast(0);
        T s2 = T.Broadcast(0);
        T s3 = T.Broadcast(0);
        byte* ahead = columns.Ahead;
        nint beside = columns.Beside;
        int left = columns.Terms;
        for (int block = 0; left > 0; block++)
        {
            byte* p = columns.Blocks[block] + columns.First;
            int pairs = Math.Min(left / 2, columns.PairsPerBlock), rest = pairs < columns.PairsPerBlock ? left & 1 : 0;
            left -= (2 * pairs) + rest;
            for (; pairs > 0; pairs--)
            {
                P.Load(p, out T even, out T odd);
                CacheLine.Prefetch(ahead);
                CacheLine.Prefetch(p + beside);
                ahead += CacheLine.Bytes;
                T a0 = T.Broadcast(x[0]);
                s0 = T.MultiplyAdd(a0, even, s0);
                T a1 = T.Broadcast(x[stride]);
                s1 = T.MultiplyAdd(a1, even, s1);
                T a2 = T.Broadcast(x[2 * stride]);
                s2 = T.MultiplyAdd(a2, even, s2);
                T a3 = T.Broadcast(x[3 * stride]);
                s3 = T.MultiplyAdd(a3, even, s3);
                T b0 = T.Broadcast(x[1]);
                s0 = T.MultiplyAdd(b0, odd, s0);
                T b1 = T.Broadcast(x[stride + 1]);
                s1 = T.MultiplyAdd(b1, odd, s1);
                T b2 = T.Broadcast(x[(2 * stride) + 1]);
                s2 = T.MultiplyAdd(b2, odd, s2);
                T b3 = T.Broadcast(x[(3 * stride) + 1]);
                s3 = T.MultiplyAdd(b3, odd, s3);
                x += 2;
                p += columns.Step;
            }

            if (rest == 0) continue;
            P.Load(p, out T last, out _);
            s0 = T.MultiplyAdd(T.Broadcast(x[0]), last, s0);
            s1 = T.MultiplyAdd(T.Broadcast(x[stride]), last, s1);
            s2 = T.MultiplyAdd(T.Broadcast(x[2 * stride]), last, s2);
            s3 = T.MultiplyAdd(T.Broadcast(x[3 * stride]), last, s3);
        }

        T.Store(s0, sums);
        T.Store(s1, sums + sumStride);
        T.Store(s2, sums + (2 * sumStride));
        T.Store(s3, sums + (3 * sumStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
    {
        T s0 = T.Broadcast(0), t0 = s0;
        byte* ahead = columns.Ahead, secondAhead = columns.SecondAhead;
        nint beside = columns.Beside;
        int left = columns.Terms;
        for (int block = 0; left > 0; block++)
        {
            byte* p = columns.Blocks[block] + columns.First;
            byte* q = columns.Blocks[block + columns.SecondBlock] + columns.Second;
            int pairs = Math.Min(left / 2, columns.PairsPerBlock), rest = pairs < columns.PairsPerBlock ? left & 1 : 0;
            left -= (2 * pairs) + rest;
            for (; pairs > 0; pairs--)
            {
                P.Load(p, out T even, out T odd);
                P.Load(q, out T secondEven, out T secondOdd);
                CacheLine.Prefetch(ahead);
                CacheLine.Prefetch(p + beside);
                CacheLine.Prefetch(secondAhead);
                CacheLine.Prefetch(q + beside);
                ahead += CacheLine.Bytes;
                secondAhead += CacheLine.Bytes;
                T a0 = T.Broadcast(x[0]);
                s0 = T.MultiplyAdd(a0, even, s0);
                t0 = T.MultiplyAdd(a0, secondEven, t0);
                T b0 = T.Broadcast(x[1]);
                s0 = T.MultiplyAdd(b0, odd, s0);
                t0 = T.MultiplyAdd(b0, secondOdd, t0);
                x += 2;
                p += columns.Step;
                q += columns.Step;
            }

            if (rest == 0) continue;
            P.Load(p, out T last, out _);
            P.Load(q, out T secondLast, out _);
            s0 = T.MultiplyAdd(T.Broadcast(x[0]), last, s0);
            t0 = T.MultiplyAdd(T.Broadcast(x[0]), secondLast, t0);
        }

        T.Store(s0, sums);
        T.Store(t0, sums + second);
    }
}
