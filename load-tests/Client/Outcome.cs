namespace Inference.LoadTests.Client;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>When the run ended it had not.</summary>
    Unfinished,

    /// <summary>A whole answer.</summary>
    Completed,

    /// <summary>Too much is going on: status 429.</summary>
    Refused,

    /// <summary>Status 503.</summary>
    Unavailable,

    /// <summary>Any other status that is no success.</summary>
    HttpError,

    /// <summary>The stream says that the server failed.</summary>
    ServerError,

    /// <summary>Nobody listens.</summary>
    ConnectFailed,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The stream ended without <c>[DONE]</c>.</summary>
    Truncated,

    /// <summary>The stream holds what is no event, or no JSON.</summary>
    Garbled,
}
