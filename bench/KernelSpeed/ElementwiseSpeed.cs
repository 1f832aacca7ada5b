using System.Diagnostics;
using Inference.Kernels;
using Inference.Kernels.Buffers;
using Inference.Kernels.Elementwise;

namespace Inference.Bench.KernelSpeed;

/// <summary>What is done to each number of a row, on rows that stay in the cache: widths of Qwen2.5-0.5B.</summary>
/// <param name="operations">Of one thread: there is too little of it for several.</param>
internal sealed class ElementwiseSpeed(CpuOperations operations) : IDisposable
{
    private const int Rows = 64, Width = 896, Hidden = 4864, Positions = 256;
    private const int Rounds = 20, Turns = 20;

    private readonly List<RowBuffer> _buffers = [];

    /// <summary>The name of each operation, and the nanoseconds that it takes for a number of its result.</summary>
    public IEnumerable<(string Name, double Nanoseconds)> Measure()
    {
        RowNorm norm = new([.. Enumerable.Repeat(1f, Width)], 1e-6f);
        RowBuffer row = Filled(Width), normed = Filled(Width), gateAndUp = Filled(2 * Hidden), hidden = Filled(Hidden), scores = Filled(Positions), zeros = Filled(Width);
        for (int i = 0; i < Rows; i++) zeros.Row(i).Clear();
        yield return ("RMS norm", Time(Width, () => operations.RmsNorm(row, norm, normed)));
        yield return ("sum with its RMS norm", Time(Width, () => operations.AddNormed(row, zeros, norm)));
        yield return ("SiLU · up", Time(Hidden, () => operations.GatedSilu(gateAndUp, hidden)));
        yield return ("softmax", Time(Positions, () => operations.Softmax(scores)));
    }

    public void Dispose()
    {
        foreach (RowBuffer buffer in _buffers) buffer.Dispose();
    }

    private RowBuffer Filled(int columns)
    {
        RowBuffer buffer = new(columns);
        _buffers.Add(buffer);
        buffer.Resize(Rows);
        Random random = new(columns);
        for (int row = 0; row < Rows; row++)
        {
            foreach (ref float value in buffer.Row(row)) value = (random.NextSingle() * 4) - 2;
        }

        return buffer;
    }

    private static double Time(int columns, Action operation)
    {
        double least = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int turn = 0; turn < Turns; turn++) operation();
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalNanoseconds);
        }

        return least / ((double)Turns * Rows * columns);
    }
}
