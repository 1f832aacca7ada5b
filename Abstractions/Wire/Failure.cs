using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary>An error as it crosses processes.</summary>
/// <param name="Error">Which; null: the attempt was cancelled, or a later one took its place.</param>
/// <param name="Message">For the client.</param>
/// <param name="Parameter">At fault.</param>
/// <param name="RetryAfter">When it is worth trying again.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.failure")]
public sealed record Failure(InferenceError? Error, string Message, string? Parameter = null, TimeSpan? RetryAfter = null)
{
    public static Failure Of(Exception error) => error switch
    {
        InferenceException inference => new Failure(inference.Error, inference.Message, inference.Parameter, inference.RetryAfter),
        OperationCanceledException => new Failure(null, error.Message),
        _ => new Failure(InferenceError.EngineFailed, $"{error.GetType().Name}: {error.Message}"),
    };

    public Exception ToException() => Error is { } error
        ? new InferenceException(error, Message) { Parameter = Parameter, RetryAfter = RetryAfter }
        : new OperationCanceledException(Message);
}
