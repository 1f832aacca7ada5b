using System.Runtime.ExceptionServices;

namespace Inference.Kernels.Threading;

/// <summary>
/// The parallel work that is on its way, one after the other: who is free claims the next item. What was claimed and how much there is
/// lies in one word, so that a thread that comes late can never take an item of one run for one of another.
/// </summary>
internal sealed class ParallelRun
{
    /// <summary>Number of items in the upper half, items claimed in the lower one.</summary>
    private long _state;

    private int _done;
    private IParallelWork? _work;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Whether there is something left to claim.</summary>
    public bool IsOpen
    {
        get
        {
            long state = Volatile.Read(ref _state);
            return (uint)state < (ulong)state >> 32;
        }
    }

    private bool IsDone(int items) => Volatile.Read(ref _done) == items;

    /// <summary>Publishes work. What came before is done.</summary>
    public void Begin(IParallelWork work, int items)
    {
        _work = work;
        _failure = null;
        _done = 0;
        Interlocked.Exchange(ref _state, (long)items << 32);
    }

    /// <summary>Runs items until none is left to claim.</summary>
    public void Help(int worker)
    {
        int done = 0;
        while (TryClaim(out int item))
        {
            try
            {
                if (_failure is null) _work!.Run(item, worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            }

            done++;
        }

        // The last that others wait for; behind it, _work may already be another's.
        if (done > 0) Interlocked.Add(ref _done, done);
    }

    /// <summary>Waits for the items that others have claimed, and throws what the first failing one threw.</summary>
    public void Finish(int items)
    {
        Patience patience = default;
        while (!IsDone(items)) patience.Wait();
        _work = null;
        _failure?.Throw();
    }

    private bool TryClaim(out int item)
    {
        item = 0;
        if (!IsOpen) return false;
        long state = Interlocked.Increment(ref _state) - 1;
        item = (int)state;
        return (uint)state < (ulong)state >> 32;
    }
}
