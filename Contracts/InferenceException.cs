namespace Inference.Contracts;

/// <summary>A request is refused or failed. The message is meant for the client.</summary>
public sealed class InferenceException : Exception
{
    public InferenceException(InferenceError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    public InferenceError Error { get; }

    /// <summary>The parameter at fault, by its name in <see cref="SamplingParams"/> or in the request.</summary>
    public string? Parameter { get; init; }

    /// <summary>When it is worth trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
