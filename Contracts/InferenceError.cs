namespace Inference.Contracts;

/// <summary>Everything that a request can fail of. The set is closed: fronts map each to a status, metrics use it as a label.</summary>
public enum InferenceError
{
    /// <summary>A parameter is out of range or contradicts another.</summary>
    InvalidRequest,

    /// <summary>Prompt and output can never fit the context or the cache.</summary>
    TooLong,

    /// <summary>Too much is queued: try again later.</summary>
    Overloaded,

    /// <summary>The answer would come, or came, after the deadline.</summary>
    DeadlineExceeded,

    /// <summary>No new requests are taken: the node is shutting down.</summary>
    Draining,

    /// <summary>The engine failed while it worked on this request.</summary>
    EngineFailed,

    /// <summary>The caller has used up what it may use: try again later.</summary>
    RateLimited,

    /// <summary>No replica of the model can be reached.</summary>
    Unavailable,

    /// <summary>Replicas died while they worked on this request: it is not given to any more of them.</summary>
    Quarantined,
}
