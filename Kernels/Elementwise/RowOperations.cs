using Inference.Kernels.Buffers;
using Inference.Kernels.Threading;

namespace Inference.Kernels.Elementwise;

/// <summary>output = norm(input)</summary>
internal readonly unsafe struct NormRow(RowKernels kernels, RowBuffer input, RowNorm norm, RowBuffer output) : IRowOperation
{
    public void Run(int row)
    {
        fixed (float* weights = norm.Weight) kernels.RmsNorm(input.Pointer(row), weights, output.Pointer(row), input.Columns, norm.Epsilon);
    }
}

/// <summary>sum += norm(addend)</summary>
internal readonly unsafe struct AddNormedRow(RowKernels kernels, RowBuffer sum, RowBuffer addend, RowNorm norm) : IRowOperation
{
    public void Run(int row)
    {
        float* total = sum.Pointer(row), added = addend.Pointer(row);
        fixed (float* weights = norm.Weight) kernels.RmsNorm(added, weights, added, sum.Columns, norm.Epsilon);
        kernels.Add(total, added, total, sum.Columns);
    }
}

/// <summary>output = function(left part of the row, right part)</summary>
internal readonly unsafe struct MapRow<TFunction>(
    RowKernels kernels, TFunction function, RowBuffer left, RowBuffer right, int rightColumn, RowBuffer output) : IRowOperation
    where TFunction : struct, ILaneFunction
{
    public void Run(int row) =>
        kernels.Map(function, left.Pointer(row), right.Pointer(row) + rightColumn, output.Pointer(row), output.Columns);
}

/// <summary>Rows become probabilities.</summary>
internal readonly unsafe struct SoftmaxRow(RowKernels kernels, RowBuffer rows) : IRowOperation
{
    public void Run(int row)
    {
        float* values = rows.Pointer(row);
        float sum = kernels.SoftmaxNumerators(values, rows.Stride, 0, rows.Columns);
        kernels.Divide(values, sum, values, rows.Columns);
    }
}

/// <summary>target = Σ weights[i] · parts[places[i]] over a row's places, in their order.</summary>
internal readonly unsafe struct WeightedSumRow(
    RowKernels kernels, RowBuffer parts, ReadOnlyMemory<int> places, ReadOnlyMemory<float> weights, int count, RowBuffer target) : IRowOperation
{
    public void Run(int row)
    {
        target.Row(row).Clear();
        for (int i = row * count; i < (row + 1) * count; i++)
        {
            fixed (float* part = parts.Row(places.Span[i]))
                kernels.Map(new ScaledSum(weights.Span[i]), target.Pointer(row), part, target.Pointer(row), target.Columns);
        }
    }
}
