using System.Diagnostics;

namespace Inference.Kernels.Threading;

/// <summary>
/// Threads that help the calling one with parallel work. After it they look out for more for a moment, since within a step one piece of
/// work follows the other, and then sleep. Which thread runs an item is left to chance, so items must not depend on one
/// another. One thread calls at a time.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    /// <summary>Longer than what one thread does alone between two pieces of work of a step, sampling of a lone sequence excepted.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    private readonly Lock _callers = new();
    private readonly object _sleep = new();
    private readonly ParallelRun _run = new();
    private readonly Thread[] _threads;
    private int _sleeping;
    private volatile bool _stopping;

    /// <param name="threads">All that compute, the calling one included.</param>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Inference worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>All that compute, the calling one included.</summary>
    public int ThreadCount => _threads.Length + 1;

    public void Dispose()
    {
        lock (_sleep)
        {
            _stopping = true;
            Monitor.PulseAll(_sleep);
        }

        foreach (Thread thread in _threads) thread.Join();
    }

    /// <summary>Runs all items and returns when all are done. An item's exception is thrown here, after the last has ended.</summary>
    public void Run(IParallelWork work, int items)
    {
        lock (_callers)
        {
            if (items <= 1 || _threads.Length == 0)
            {
                for (int item = 0; item < items; item++) work.Run(item, 0);
                return;
            }

            _run.Begin(work, items);
            WakeSleepers();
            _run.Help(0);
            _run.Finish(items);
        }
    }

    private void WakeSleepers()
    {
        // A thread counts itself asleep before it looks at the work for the last time; this one has published before it looks at the count.
        if (Volatile.Read(ref _sleeping) == 0) return;
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    private void Work(int worker)
    {
        while (WaitForWork()) _run.Help(worker);
    }

    /// <summary>False where the pool is being disposed.</summary>
    private bool WaitForWork()
    {
        const int LooksPerTime = 64;
        long started = Stopwatch.GetTimestamp();
        for (int look = 1; ; look++)
        {
            if (_stopping) return false;
            if (_run.IsOpen) return true;
            Patience.Pause();

            // No yielding before sleep: who takes the core then keeps it for milliseconds, and the whole step waits.
            if (look % LooksPerTime == 0 && Stopwatch.GetTimestamp() - started > SpinTicks) break;
        }

        lock (_sleep)
        {
            _sleeping++;
            Interlocked.MemoryBarrier();
            while (!_stopping && !_run.IsOpen) Monitor.Wait(_sleep);
            _sleeping--;
            return !_stopping;
        }
    }
}
