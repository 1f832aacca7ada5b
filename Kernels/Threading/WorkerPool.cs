namespace Inference.Kernels.Threading;

/// <summary>
/// Threads that help the calling one with parallel work. They wait spinning for a moment, then asleep. Which thread runs an item
/// is left to chance, so items must not depend on one another. One thread calls at a time.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Lock _callers = new();
    private readonly object _sleep = new();
    private readonly Thread[] _threads;
    private volatile ParallelJob? _job;
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
    internal void Run(IParallelWork work, int items)
    {
        lock (_callers)
        {
            if (items <= 1 || _threads.Length == 0)
            {
                for (int item = 0; item < items; item++) work.Run(item, 0);
                return;
            }

            ParallelJob job = new(work, items);
            _job = job;
            WakeSleepers();
            job.Help(0);
            job.WaitUntilDone();
            _job = null;
        }
    }

    private void WakeSleepers()
    {
        // A thread counts itself asleep before it looks at the job for the last time; this one publishes before it looks at the count.
        Interlocked.MemoryBarrier();
        if (_sleeping == 0) return;
        lock (_sleep) Monitor.PulseAll(_sleep);
    }

    private void Work(int worker)
    {
        ParallelJob? last = null;
        while (NextJob(last) is { } job)
        {
            job.Help(worker);
            last = job;
        }
    }

    /// <summary>The next job, or null where the pool is being disposed.</summary>
    private ParallelJob? NextJob(ParallelJob? last)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (_stopping) return null;
            if (_job is { } job && job != last) return job;
            Thread.SpinWait(20);
        }

        lock (_sleep)
        {
            _sleeping++;
            Interlocked.MemoryBarrier();
            ParallelJob? job = _job;
            while (!_stopping && (job is null || job == last))
            {
                Monitor.Wait(_sleep);
                job = _job;
            }

            _sleeping--;
            return _stopping ? null : job;
        }
    }
}
