namespace Inference.Cluster.Rollout;

/// <summary>A model that is loaded when it is asked for, and unloaded when nobody has asked for a while. Not for several threads.</summary>
/// <param name="idleTimeout">How long nobody must have asked.</param>
/// <param name="time">By which that is measured.</param>
public sealed class OnDemandModel(TimeSpan idleTimeout, TimeProvider time)
{
    private long _usedAt = time.GetTimestamp();

    public OnDemandState State { get; private set; } = OnDemandState.Unloaded;

    /// <summary>Requests that wait for it or use it.</summary>
    public int Open { get; private set; }

    /// <summary>Whether it is to be loaded now. Afterwards, <see cref="Loaded"/> or <see cref="Unloaded"/> is to be called.</summary>
    public bool Request()
    {
        Open++;
        if (State != OnDemandState.Unloaded) return false;
        State = OnDemandState.Loading;
        return true;
    }

    public void End()
    {
        Open--;
        _usedAt = time.GetTimestamp();
    }

    public void Loaded()
    {
        if (State == OnDemandState.Loading) (State, _usedAt) = (OnDemandState.Loaded, time.GetTimestamp());
    }

    /// <summary>It is gone: unloaded, failed to load, or lost. Returns whether requests wait, so that it is to be loaded again.</summary>
    public bool Unloaded()
    {
        State = Open > 0 ? OnDemandState.Loading : OnDemandState.Unloaded;
        return Open > 0;
    }

    /// <summary>Whether it is to be unloaded now. A request that comes while it is unloaded waits, and has it loaded again.</summary>
    public bool TryUnload()
    {
        if (State != OnDemandState.Loaded || Open > 0 || time.GetElapsedTime(_usedAt) < idleTimeout) return false;
        State = OnDemandState.Unloading;
        return true;
    }
}

public enum OnDemandState
{
    Unloaded,
    Loading,
    Loaded,
    Unloading,
}
