using System.Runtime.CompilerServices;
using Inference.Kernels.Attention;
using Inference.Kernels.Lanes;
using Inference.Kernels.MatMul;

namespace Inference.Kernels.Elementwise;

/// <inheritdoc/>
internal unsafe class LaneRowKernels<T> : RowKernels
    where T : struct, ILanes<T>
{
    public override void Map<TFunction>(TFunction function, float* left, float* right, float* result, int count) => MapRow(function, left, right, result, count);

    public override void RmsNorm(float* x, float* weight, float* result, int count, float epsilon)
    {
        int rest = count % LaneCount.Value, whole = count - rest;
        T squares = Squares(x, whole);
        if (rest > 0)
        {
            T value = PartialLanes.Load<T>(x + whole, rest);
            squares = T.MultiplyAdd(value, value, squares);
        }

        float scale = 1 / MathF.Sqrt((T.Sum(squares) / count) + epsilon);
        ScaleWhole(x, scale, weight, result, whole);
        if (rest == 0) return;
        T last = T.Multiply(T.Multiply(PartialLanes.Load<T>(x + whole, rest), T.Broadcast(scale)), PartialLanes.Load<T>(weight + whole, rest));
        PartialLanes.Store(last, result + whole, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float SoftmaxNumerators(float* x, int count, int from, int to)
    {
        new Span<float>(x, from).Fill(float.MinValue);
        new Span<float>(x + to, count - to).Fill(float.MinValue);
        T largest = T.Load(x);
        for (int i = LaneCount.Value; i < count; i += LaneCount.Value) largest = T.Max(largest, T.Load(x + i));

        MapRow(new ShiftedExp(T.Largest(largest)), x, x, x, count);
        new Span<float>(x, from).Clear();
        new Span<float>(x + to, count - to).Clear();
        T sum = T.Load(x);
        for (int i = LaneCount.Value; i < count; i += LaneCount.Value) sum = T.Add(sum, T.Load(x + i));
        return T.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Rotate(float* head, float* cosines, float* sines, float* result, int half)
    {
        int i = 0;
        for (; i <= half - LaneCount.Value; i += LaneCount.Value)
        {
            Rotate(T.Load(head + i), T.Load(head + half + i), T.Load(cosines + i), T.Load(sines + i), out T first, out T second);
            T.Store(first, result + i);
            T.Store(second, result + half + i);
        }

        int rest = half - i;
        if (rest == 0) return;
        Rotate(
            PartialLanes.Load<T>(head + i, rest),
            PartialLanes.Load<T>(head + half + i, rest),
            PartialLanes.Load<T>(cosines + i, rest),
            PartialLanes.Load<T>(sines + i, rest),
            out T firstRest,
            out T secondRest);
        PartialLanes.Store(firstRest, result + i, rest);
        PartialLanes.Store(secondRest, result + half + i, rest);
    }

    public override void Gate(GateFunction function, float* gate, float* x, float* result, int count)
    {
        if (function == GateFunction.GeluTanh) MapRow(default(GatedGeluTanh), gate, x, result, count);
        else MapRow(default(GatedSilu), gate, x, result, count);
    }

    public override void Add(float* left, float* right, float* result, int count) => MapRow(new Sum(), left, right, result, count);

    public override void Scale(float* x, float factor, float* result, int count) => MapRow(new Scaled(factor), x, x, result, count);

    public override void Divide(float* x, float divisor, float* result, int count) => MapRow(new Quotient(divisor), x, x, result, count);

    public override void LoadQueries(AttentionShape shape, PagedKeyValues cache, float* queries, int count) =>
        Scale(queries, shape.Scale, queries, count * shape.HeadDimension);

    public override void AttendChunk(AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        if (cache.Format == KeyValueFormat.Int8) ChunkKernel<T, BytePairs<T>>.Run(shape, cache, chunk, tile);
        else ChunkKernel<T, BFloat16Pairs<T>>.Run(shape, cache, chunk, tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Merge(in PartialResults chunk, int queryOfChunk, in PartialResults whole, int query, int width)
    {
        float total = chunk.Totals[queryOfChunk], largest = chunk.Largest[queryOfChunk];
        if (total == 0) return;
        float* source = chunk.SumsOf(queryOfChunk), target = whole.SumsOf(query);
        if (whole.Totals[query] == 0)
        {
            new Span<float>(source, width).CopyTo(new Span<float>(target, width));
            (whole.Totals[query], whole.Largest[query]) = (total, largest);
            return;
        }

        float before = whole.Largest[query], now = largest > before ? largest : before;
        T old = LaneMath.Exp(T.Broadcast(before - now)), added = LaneMath.Exp(T.Broadcast(largest - now));
        for (int i = 0; i < width; i += LaneCount.Value)
            T.Store(T.MultiplyAdd(T.Load(target + i), old, T.Multiply(T.Load(source + i), added)), target + i);
        whole.Totals[query] = MathF.FusedMultiplyAdd(whole.Totals[query], T.Largest(old), total * T.Largest(added));
        whole.Largest[query] = now;
    }

    /// <summary>Which function it is, is known here at once; through a virtual method it is looked up in every call.</summary>
    private static void MapRow<TFunction>(TFunction function, float* left, float* right, float* result, int count)
        where TFunction : struct, ILaneFunction
    {
        int rest = count % LaneCount.Value, whole = count - rest;
        MapWhole(function, left, right, result, whole);
        if (rest == 0) return;
        T last = function.Apply(PartialLanes.Load<T>(left + whole, rest), PartialLanes.Load<T>(right + whole, rest));
        PartialLanes.Store(last, result + whole, rest);
    }

    // Loops that call nothing stand in methods of their own: no vector register outlives a call, and where one is needed behind it, it is stored in every turn.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MapWhole<TFunction>(TFunction function, float* left, float* right, float* result, int count)
        where TFunction : struct, ILaneFunction
    {
        for (int i = 0; i < count; i += LaneCount.Value) T.Store(function.Apply(T.Load(left + i), T.Load(right + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Squares(float* x, int count)
    {
        T squares = T.Broadcast(0);
        for (int i = 0; i < count; i += LaneCount.Value)
        {
            T value = T.Load(x + i);
            squares = T.MultiplyAdd(value, value, squares);
        }

        return squares;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ScaleWhole(float* x, float factor, float* weight, float* result, int count)
    {
        T scale = T.Broadcast(factor);
        for (int i = 0; i < count; i += LaneCount.Value)
            T.Store(T.Multiply(T.Multiply(T.Load(x + i), scale), T.Load(weight + i)), result + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate(T x, T y, T cosine, T sine, out T first, out T second)
    {
        first = T.Subtract(T.Multiply(x, cosine), T.Multiply(y, sine));
        second = T.MultiplyAdd(y, cosine, T.Multiply(x, sine));
    }
}
