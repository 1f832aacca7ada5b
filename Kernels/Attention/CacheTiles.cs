using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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
    private const int CacheLine = 64;

    /// <summary>Rows are computed in full tiles of this many: memory for them must be there.</summary>
    public static int RowsOf(int rows) => rows <= 2 ? rows : T.HasManyRegisters && rows > 4 ? (rows + 7) & -8 : (rows + 3) & -4;

    /// <param name="columns">The two columns.</param>
    /// <param name="x">[rows, in full tiles][terms]</param>
    /// <param name="stride">Floats from one row of <paramref name="x"/> to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="sums">[rows, in full tiles]: what is there is lost.</param>
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
            Tile4(columns, x, stride, sums, sumStride, second);
        }
        else
        {
            for (int row = 0; row < rows; row += 8) Tile8(columns, x + (row * stride), stride, sums + (row * sumStride), sumStride, second);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
    {
        T s0 = T.Broadcast(0), t0 = s0;
        T s1 = T.Broadcast(0), t1 = s1;
        T s2 = T.Broadcast(0), t2 = s2;
        T s3 = T.Broadcast(0), t3 = s3;
        T s4 = T.Broadcast(0), t4 = s4;
        T s5 = T.Broadcast(0), t5 = s5;
        T s6 = T.Broadcast(0), t6 = s6;
        T s7 = T.Broadcast(0), t7 = s7;
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
                Prefetch(ahead);
                Prefetch(p + beside);
                Prefetch(secondAhead);
                Prefetch(q + beside);
                ahead += CacheLine;
                secondAhead += CacheLine;
                T a0 = T.Broadcast(x[0]);
                s0 = T.MultiplyAdd(a0, even, s0);
                t0 = T.MultiplyAdd(a0, secondEven, t0);
                T a1 = T.Broadcast(x[stride]);
                s1 = T.MultiplyAdd(a1, even, s1);
                t1 = T.MultiplyAdd(a1, secondEven, t1);
                T a2 = T.Broadcast(x[2 * stride]);
                s2 = T.MultiplyAdd(a2, even, s2);
                t2 = T.MultiplyAdd(a2, secondEven, t2);
                T a3 = T.Broadcast(x[3 * stride]);
                s3 = T.MultiplyAdd(a3, even, s3);
                t3 = T.MultiplyAdd(a3, secondEven, t3);
                T a4 = T.Broadcast(x[4 * stride]);
                s4 = T.MultiplyAdd(a4, even, s4);
                t4 = T.MultiplyAdd(a4, secondEven, t4);
                T a5 = T.Broadcast(x[5 * stride]);
                s5 = T.MultiplyAdd(a5, even, s5);
                t5 = T.MultiplyAdd(a5, secondEven, t5);
                T a6 = T.Broadcast(x[6 * stride]);
                s6 = T.MultiplyAdd(a6, even, s6);
                t6 = T.MultiplyAdd(a6, secondEven, t6);
                T a7 = T.Broadcast(x[7 * stride]);
                s7 = T.MultiplyAdd(a7, even, s7);
                t7 = T.MultiplyAdd(a7, secondEven, t7);
                T b0 = T.Broadcast(x[1]);
                s0 = T.MultiplyAdd(b0, odd, s0);
                t0 = T.MultiplyAdd(b0, secondOdd, t0);
                T b1 = T.Broadcast(x[stride + 1]);
                s1 = T.MultiplyAdd(b1, odd, s1);
                t1 = T.MultiplyAdd(b1, secondOdd, t1);
                T b2 = T.Broadcast(x[(2 * stride) + 1]);
                s2 = T.MultiplyAdd(b2, odd, s2);
                t2 = T.MultiplyAdd(b2, secondOdd, t2);
                T b3 = T.Broadcast(x[(3 * stride) + 1]);
                s3 = T.MultiplyAdd(b3, odd, s3);
                t3 = T.MultiplyAdd(b3, secondOdd, t3);
                T b4 = T.Broadcast(x[(4 * stride) + 1]);
                s4 = T.MultiplyAdd(b4, odd, s4);
                t4 = T.MultiplyAdd(b4, secondOdd, t4);
                T b5 = T.Broadcast(x[(5 * stride) + 1]);
                s5 = T.MultiplyAdd(b5, odd, s5);
                t5 = T.MultiplyAdd(b5, secondOdd, t5);
                T b6 = T.Broadcast(x[(6 * stride) + 1]);
                s6 = T.MultiplyAdd(b6, odd, s6);
                t6 = T.MultiplyAdd(b6, secondOdd, t6);
                T b7 = T.Broadcast(x[(7 * stride) + 1]);
                s7 = T.MultiplyAdd(b7, odd, s7);
                t7 = T.MultiplyAdd(b7, secondOdd, t7);
                x += 2;
                p += columns.Step;
                q += columns.Step;
            }

            if (rest == 0) continue;
            P.Load(p, out T last, out _);
            P.Load(q, out T secondLast, out _);
            s0 = T.MultiplyAdd(T.Broadcast(x[0]), last, s0);
            t0 = T.MultiplyAdd(T.Broadcast(x[0]), secondLast, t0);
            s1 = T.MultiplyAdd(T.Broadcast(x[stride]), last, s1);
            t1 = T.MultiplyAdd(T.Broadcast(x[stride]), secondLast, t1);
            s2 = T.MultiplyAdd(T.Broadcast(x[2 * stride]), last, s2);
            t2 = T.MultiplyAdd(T.Broadcast(x[2 * stride]), secondLast, t2);
            s3 = T.MultiplyAdd(T.Broadcast(x[3 * stride]), last, s3);
            t3 = T.MultiplyAdd(T.Broadcast(x[3 * stride]), secondLast, t3);
            s4 = T.MultiplyAdd(T.Broadcast(x[4 * stride]), last, s4);
            t4 = T.MultiplyAdd(T.Broadcast(x[4 * stride]), secondLast, t4);
            s5 = T.MultiplyAdd(T.Broadcast(x[5 * stride]), last, s5);
            t5 = T.MultiplyAdd(T.Broadcast(x[5 * stride]), secondLast, t5);
            s6 = T.MultiplyAdd(T.Broadcast(x[6 * stride]), last, s6);
            t6 = T.MultiplyAdd(T.Broadcast(x[6 * stride]), secondLast, t6);
            s7 = T.MultiplyAdd(T.Broadcast(x[7 * stride]), last, s7);
            t7 = T.MultiplyAdd(T.Broadcast(x[7 * stride]), secondLast, t7);
        }

        T.Store(s0, sums);
        T.Store(t0, sums + second);
        T.Store(s1, sums + sumStride);
        T.Store(t1, sums + sumStride + second);
        T.Store(s2, sums + (2 * sumStride));
        T.Store(t2, sums + (2 * sumStride) + second);
        T.Store(s3, sums + (3 * sumStride));
        T.Store(t3, sums + (3 * sumStride) + second);
        T.Store(s4, sums + (4 * sumStride));
        T.Store(t4, sums + (4 * sumStride) + second);
        T.Store(s5, sums + (5 * sumStride));
        T.Store(t5, sums + (5 * sumStride) + second);
        T.Store(s6, sums + (6 * sumStride));
        T.Store(t6, sums + (6 * sumStride) + second);
        T.Store(s7, sums + (7 * sumStride));
        T.Store(t7, sums + (7 * sumStride) + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
    {
        T s0 = T.Broadcast(0), t0 = s0;
        T s1 = T.Broadcast(0), t1 = s1;
        T s2 = T.Broadcast(0), t2 = s2;
        T s3 = T.Broadcast(0), t3 = s3;
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
                Prefetch(ahead);
                Prefetch(p + beside);
                Prefetch(secondAhead);
                Prefetch(q + beside);
                ahead += CacheLine;
                secondAhead += CacheLine;
                T a0 = T.Broadcast(x[0]);
                s0 = T.MultiplyAdd(a0, even, s0);
                t0 = T.MultiplyAdd(a0, secondEven, t0);
                T a1 = T.Broadcast(x[stride]);
                s1 = T.MultiplyAdd(a1, even, s1);
                t1 = T.MultiplyAdd(a1, secondEven, t1);
                T a2 = T.Broadcast(x[2 * stride]);
                s2 = T.MultiplyAdd(a2, even, s2);
                t2 = T.MultiplyAdd(a2, secondEven, t2);
                T a3 = T.Broadcast(x[3 * stride]);
                s3 = T.MultiplyAdd(a3, even, s3);
                t3 = T.MultiplyAdd(a3, secondEven, t3);
                T b0 = T.Broadcast(x[1]);
                s0 = T.MultiplyAdd(b0, odd, s0);
                t0 = T.MultiplyAdd(b0, secondOdd, t0);
                T b1 = T.Broadcast(x[stride + 1]);
                s1 = T.MultiplyAdd(b1, odd, s1);
                t1 = T.MultiplyAdd(b1, secondOdd, t1);
                T b2 = T.Broadcast(x[(2 * stride) + 1]);
                s2 = T.MultiplyAdd(b2, odd, s2);
                t2 = T.MultiplyAdd(b2, secondOdd, t2);
                T b3 = T.Broadcast(x[(3 * stride) + 1]);
                s3 = T.MultiplyAdd(b3, odd, s3);
                t3 = T.MultiplyAdd(b3, secondOdd, t3);
                x += 2;
                p += columns.Step;
                q += columns.Step;
            }

            if (rest == 0) continue;
            P.Load(p, out T last, out _);
            P.Load(q, out T secondLast, out _);
            s0 = T.MultiplyAdd(T.Broadcast(x[0]), last, s0);
            t0 = T.MultiplyAdd(T.Broadcast(x[0]), secondLast, t0);
            s1 = T.MultiplyAdd(T.Broadcast(x[stride]), last, s1);
            t1 = T.MultiplyAdd(T.Broadcast(x[stride]), secondLast, t1);
            s2 = T.MultiplyAdd(T.Broadcast(x[2 * stride]), last, s2);
            t2 = T.MultiplyAdd(T.Broadcast(x[2 * stride]), secondLast, t2);
            s3 = T.MultiplyAdd(T.Broadcast(x[3 * stride]), last, s3);
            t3 = T.MultiplyAdd(T.Broadcast(x[3 * stride]), secondLast, t3);
        }

        T.Store(s0, sums);
        T.Store(t0, sums + second);
        T.Store(s1, sums + sumStride);
        T.Store(t1, sums + sumStride + second);
        T.Store(s2, sums + (2 * sumStride));
        T.Store(t2, sums + (2 * sumStride) + second);
        T.Store(s3, sums + (3 * sumStride));
        T.Store(t3, sums + (3 * sumStride) + second);
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
                Prefetch(ahead);
                Prefetch(p + beside);
                ahead += CacheLine;
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
                Prefetch(ahead);
                Prefetch(p + beside);
                Prefetch(secondAhead);
                Prefetch(q + beside);
                ahead += CacheLine;
                secondAhead += CacheLine;
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
