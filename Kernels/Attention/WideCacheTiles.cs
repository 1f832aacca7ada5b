using System.Runtime.CompilerServices;
using Inference.Kernels.Buffers;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>Tiles of two columns and several rows, for processors with registers enough. See <see cref="CacheTiles{T, P}"/>.</summary>
internal static unsafe class WideCacheTiles<T, P>
    where T : struct, ILanes<T>
    where P : struct, ICachePairs<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile8(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
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
                CacheLine.Prefetch(ahead);
                CacheLine.Prefetch(p + beside);
                CacheLine.Prefetch(secondAhead);
                CacheLine.Prefetch(q + beside);
                ahead += CacheLine.Bytes;
                secondAhead += CacheLine.Bytes;
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
    public static void Tile4(in CacheColumns columns, float* x, nint stride, float* sums, nint sumStride, nint second)
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
                CacheLine.Prefetch(ahead);
                CacheLine.Prefetch(p + beside);
                CacheLine.Prefetch(secondAhead);
                CacheLine.Prefetch(q + beside);
                ahead += CacheLine.Bytes;
                secondAhead += CacheLine.Bytes;
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
}
