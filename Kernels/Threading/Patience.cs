using System.Runtime.Intrinsics.X86;

namespace Inference.Kernels.Threading;

/// <summary>
/// Waiting for another thread that will be done in a moment: spins at first, and then lets others run between two looks, for what is
/// waited for may have no core to run on.
/// </summary>
internal struct Patience
{
    private const int PausesBetweenYields = 1 << 10;

    private int _waits;

    public void Wait()
    {
        if (++_waits % PausesBetweenYields == 0) Thread.Yield();
        else Pause();
    }

    public static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else Thread.SpinWait(1);
    }
}
