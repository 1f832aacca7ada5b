using System.Runtime.ExceptionServices;

namespace Inference.Kernels.Threading;

/// <summary>One piece of parallel work on its way: who is free claims the next item.</summary>
internal sealed class ParallelJob(IParallelWork work, int items)
{
    private int _claimed;
    private int _done;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Runs items until none is left to claim.</summary>
    public void Help(int worker)
    {
        while (true)
        {
            int item = Interlocked.Increment(ref _claimed) - 1;
            if (item >= items) return;
            try
            {
                if (_failure is null) work.Run(item, worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
            }
            finally
            {
                Interlocked.Increment(ref _done);
            }
        }
    }

    /// <summary>Waits for the items that others have claimed, and throws what the first failing one threw.</summary>
    public void WaitUntilDone()
    {
        SpinWait wait = default;
        while (Volatile.Read(ref _done) < items) wait.SpinOnce(sleep1Threshold: -1);
        _failure?.Throw();
    }
}
