using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary>An error as it crosses processes.</summary>
/// <param name="Error">Which; null: the attempt was cancelled.</param>
/// <param name="Message">For the client.</param>
/// <param name="Parameter">At fault.</param>
/// <param name="RetryAfter">When it is worth trying again.</param>
/// <param name="IsSuperseded">Whether a later attempt took its place.</param>
[GenerateSerializer]
[Immutable]
[Alias("inference.failure")]
public sealed record Failure(InferenceError? Error, string Message, string? Parameter = null, TimeSpan? RetryAfter = null, bool IsSuperseded = false)
{
    public static Failure Of(Exception error) => error switch
    {
        InferenceException inference => new Failure(inference.Error, inference.Message, inference.Parameter, inference.RetryAfter),
        SupersededException => new Failure(null, error.Message, IsSuperseded: true),
        OperationCanceledException => new Failure(null, error.Message),
        _ => new Failure(InferenceError.EngineFailed, $"{error.GetType().Name}: {error.Message}"),
    };

    public Exception ToException() => Error is { } error
        ? new InferenceException(error, Message) { Parameter = Parameter, RetryAfter = RetryAfter }
        : IsSuperseded ? new SupersededException() : new OperationCanceledException(Message);
}
