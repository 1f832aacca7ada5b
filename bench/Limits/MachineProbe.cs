using System.Diagnostics;
using Inference.Kernels.MachineCode;

namespace Inference.Bench.Limits;

/// <summary>Measures the machine: what it reads from memory and what it multiplies, all threads together.</summary>
public sealed class MachineProbe(int threads)
{
    private const int Rounds = 3;
    private const int DotTurns = 2_000_000;

    private readonly ReadLoop[] _readers = [.. Enumerable.Range(0, threads).Select(_ => new ReadLoop())];

    /// <summary>The best of a few short rounds: what the machine gives when it is let.</summary>
    public MachineLimits Measure() => new(
        Best(thread => _readers[thread].Run()) / 1e9,
        Best(_ => MultiplyLoop.Run()) / 1e9,
        PeakLoop.RunByteDots(1) is null ? double.NaN : Best(_ => PeakLoop.RunByteDots(DotTurns)!.Value) / 1e9,
        PeakLoop.RunBFloat16Dots(1) is null ? double.NaN : Best(_ => PeakLoop.RunBFloat16Dots(DotTurns)!.Value) / 1e9);

    /// <summary>The sum of what all threads get done in a second.</summary>
    private double Best(Func<int, long> work)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using Barrier start = new(threads);
            long[] done = new long[threads];
            double[] seconds = new double[threads];
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
            {
                start.SignalAndWait();
                long began = Stopwatch.GetTimestamp();
                done[thread] = work(thread);
                seconds[thread] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            }))];
            foreach (Thread worker in workers) worker.Start();
            foreach (Thread worker in workers) worker.Join();
            best = Math.Max(best, done.Sum() / seconds.Max());
        }

        return best;
    }
}
