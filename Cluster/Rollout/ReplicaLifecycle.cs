namespace Inference.Cluster.Rollout;

/// <summary>Where a replica is in its life.</summary>
public enum ReplicaState
{
    /// <summary>It reads its weights.</summary>
    Loading,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It finishes those that it has.</summary>
    Draining,

    /// <summary>It is gone, as was wanted.</summary>
    Stopped,

    /// <summary>It is gone, as was not wanted.</summary>
    Failed,
}

public enum ReplicaEvent
{
    Loaded,
    Drain,

    /// <summary>The last request has ended, or the time for that is over.</summary>
    Drained,

    /// <summary>It stops at once.</summary>
    Stop,

    /// <summary>Its process or its node died, or it could not load.</summary>
    Die,
}

public static class ReplicaLifecycle
{
    /// <summary>The state that follows. What comes too late changes nothing: messages may overtake each other.</summary>
    public static ReplicaState Next(ReplicaState state, ReplicaEvent happened) => (state, happened) switch
    {
        (ReplicaState.Stopped or ReplicaState.Failed, _) => state,
        (ReplicaState.Draining, ReplicaEvent.Drained or ReplicaEvent.Die) => ReplicaState.Stopped,
        (_, ReplicaEvent.Die) => ReplicaState.Failed,
        (_, ReplicaEvent.Stop) => ReplicaState.Stopped,
        (ReplicaState.Loading, ReplicaEvent.Loaded) => ReplicaState.Ready,
        (ReplicaState.Loading, ReplicaEvent.Drain) => ReplicaState.Stopped,
        (ReplicaState.Ready, ReplicaEvent.Drain) => ReplicaState.Draining,
        _ => state,
    };
}
