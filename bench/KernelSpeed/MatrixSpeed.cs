using System.Diagnostics;
using Inference.Bench.Models;
using Inference.Kernels;
using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Memory;
using Inference.Kernels.Threading;

namespace Inference.Bench.KernelSpeed;

/// <summary>Multiplies matrices of one format, all of them together larger than any cache, by a number of rows.</summary>
internal sealed class MatrixSpeed : IDisposable
{
    private const int Outputs = 4864;
    private const int Inputs = 2048;
    private const int Matrices = 12;
    private const int Rounds = 5;

    private readonly CpuOperations _operations;
    private readonly WeightMatrix[] _matrices;
    private readonly RowBuffer _input = new(Inputs);
    private readonly RowBuffer _output = new(Outputs);

    public MatrixSpeed(ElementType type, CpuOperations operations, WorkerPool pool, Arithmetic arithmetic)
    {
        _operations = operations;
        ElementFormat format = ElementFormat.Of(type);
        long bytes = (long)Outputs * Inputs / format.BlockElements * format.BlockBytes;
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(path)) new RandomWeights(seed: 1).Write(stream, type, bytes);
            using MappedFile file = MappedFile.Open(path);
            MatrixSource source = new(type, file.Bytes, Outputs, Inputs);
            _matrices = [.. Enumerable.Range(0, Matrices).Select(_ => WeightMatrix.Pack(source, pool, arithmetic))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private double PackedBytes => _matrices.Sum(matrix => (double)matrix.ByteSize);

    public MatrixFigure Measure(int rows)
    {
        Random random = new(1);
        _input.Resize(rows);
        _output.Resize(rows);
        for (int row = 0; row < rows; row++)
        {
            foreach (ref float value in _input.Row(row)) value = random.NextSingle() - 0.5f;
        }

        MultiplyAll(rows);
        double seconds = Enumerable.Range(0, Rounds).Select(_ => MultiplyAll(rows)).Min();
        return new MatrixFigure(PackedBytes / seconds / 1e9, 2.0 * rows * Outputs * Inputs * Matrices / seconds / 1e9);
    }

    public void Dispose()
    {
        foreach (WeightMatrix matrix in _matrices) matrix.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    private double MultiplyAll(int rows)
    {
        long started = Stopwatch.GetTimestamp();
        foreach (WeightMatrix matrix in _matrices) _operations.Multiply(new Product(matrix, null, _input, 0, _output, 0, 0, rows));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}

/// <param name="GBPerS">Packed weights read.</param>
/// <param name="GOpPerS">Multiplications and additions.</param>
internal readonly record struct MatrixFigure(double GBPerS, double GOpPerS);
