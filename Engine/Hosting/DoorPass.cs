namespace Inference.Engine.Hosting;

/// <summary>One that was let in at the door. It leaves the way to the engine once: by its first request that arrives, of which it may have several, or by its end.</summary>
/// <param name="way">On which it is counted.</param>
/// <param name="window">Since when.</param>
internal sealed class DoorPass(OnTheWay way, long window) : IDisposable
{
    private OnTheWay? _way = way;

    public void Dispose() => Interlocked.Exchange(ref _way, null)?.Leave(window);
}
