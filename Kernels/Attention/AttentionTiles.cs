using System.Runtime.CompilerServices;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Attention;

/// <summary>One block of keys or values against four queries, or one, at a time.</summary>
internal static unsafe class AttentionTiles<T>
    where T : struct, ILanes<T>
{
    private const int Tile = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores(float* queries, int count, int dimension, ushort* keys, float* scores, nint stride)
    {
        int q = 0;
        for (; q <= count - Tile; q += Tile)
        {
            float* first = queries + (q * dimension), second = first + dimension, third = second + dimension, fourth = third + dimension;
            T a = T.Broadcast(0), b = a, c = a, d = a;
            for (int i = 0; i < dimension; i += 2)
            {
                T.LoadPairs(keys + (i * PagedKeyValues.BlockTokens), out T even, out T odd);
                a = T.MultiplyAdd(T.Broadcast(first[i + 1]), odd, T.MultiplyAdd(T.Broadcast(first[i]), even, a));
                b = T.MultiplyAdd(T.Broadcast(second[i + 1]), odd, T.MultiplyAdd(T.Broadcast(second[i]), even, b));
                c = T.MultiplyAdd(T.Broadcast(third[i + 1]), odd, T.MultiplyAdd(T.Broadcast(third[i]), even, c));
                d = T.MultiplyAdd(T.Broadcast(fourth[i + 1]), odd, T.MultiplyAdd(T.Broadcast(fourth[i]), even, d));
            }

            T.Store(a, scores + (q * stride));
            T.Store(b, scores + ((q + 1) * stride));
            T.Store(c, scores + ((q + 2) * stride));
            T.Store(d, scores + ((q + 3) * stride));
        }

        for (; q < count; q++)
        {
            float* query = queries + (q * dimension);
            T a = T.Broadcast(0);
            for (int i = 0; i < dimension; i += 2)
            {
                T.LoadPairs(keys + (i * PagedKeyValues.BlockTokens), out T even, out T odd);
                a = T.MultiplyAdd(T.Broadcast(query[i + 1]), odd, T.MultiplyAdd(T.Broadcast(query[i]), even, a));
            }

            T.Store(a, scores + (q * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues(float* weights, nint stride, int count, ushort* values, int tokens, float* sums, int width)
    {
        int q = 0;
        for (; q <= count - Tile; q += Tile)
        {
            for (int d = 0; d < width; d += LaneCount.Value)
                AddToFour(weights + (q * stride), stride, values + (2 * d), tokens, sums + (q * width) + d, width);
        }

        for (; q < count; q++)
        {
            for (int d = 0; d < width; d += LaneCount.Value)
                AddToOne(weights + (q * stride), values + (2 * d), tokens, sums + (q * width) + d, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToFour(float* weights, nint stride, ushort* values, int tokens, float* sums, int width)
    {
        float* first = weights, second = first + stride, third = second + stride, fourth = third + stride;
        T a = T.Load(sums), b = T.Load(sums + width), c = T.Load(sums + (2 * width)), d = T.Load(sums + (3 * width));
        for (int token = 0; token < tokens; token += 2, values += 2 * width)
        {
            T.LoadPairs(values, out T even, out T odd);
            a = T.MultiplyAdd(T.Broadcast(first[token]), even, a);
            b = T.MultiplyAdd(T.Broadcast(second[token]), even, b);
            c = T.MultiplyAdd(T.Broadcast(third[token]), even, c);
            d = T.MultiplyAdd(T.Broadcast(fourth[token]), even, d);

            // What lies behind the last token is another sequence's, and may be anything.
            if (token + 1 == tokens) break;
            a = T.MultiplyAdd(T.Broadcast(first[token + 1]), odd, a);
            b = T.MultiplyAdd(T.Broadcast(second[token + 1]), odd, b);
            c = T.MultiplyAdd(T.Broadcast(third[token + 1]), odd, c);
            d = T.MultiplyAdd(T.Broadcast(fourth[token + 1]), odd, d);
        }

        T.Store(a, sums);
        T.Store(b, sums + width);
        T.Store(c, sums + (2 * width));
        T.Store(d, sums + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToOne(float* weights, ushort* values, int tokens, float* sums, int width)
    {
        T a = T.Load(sums);
        for (int token = 0; token < tokens; token += 2, values += 2 * width)
        {
            T.LoadPairs(values, out T even, out T odd);
            a = T.MultiplyAdd(T.Broadcast(weights[token]), even, a);
            if (token + 1 == tokens) break;
            a = T.MultiplyAdd(T.Broadcast(weights[token + 1]), odd, a);
        }

        T.Store(a, sums);
    }
}
