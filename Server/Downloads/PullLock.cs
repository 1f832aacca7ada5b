namespace Inference.Server.Downloads;

/// <summary>Held by the one process that downloads to a place, on whichever machine that shares the disk. The system lets go of it when the process ends, however it ends.</summary>
internal static class PullLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <param name="path">The file that is locked; it stays, because who waits for it has it open.</param>
    /// <param name="tell">Takes a line for the user.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<IDisposable> TakeAsync(string path, Action<string> tell, TimeProvider time, CancellationToken cancellation)
    {
        for (bool isTold = false; ; isTold = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsTaken(error))
            {
                if (!isTold) tell("another process downloads to the same place; waiting for it");
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    /// <summary>EWOULDBLOCK on Linux and on the BSDs, and Windows' sharing violation.</summary>
    private static bool IsTaken(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
