using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>What the end of an attempt means for its request.</summary>
internal enum AttemptVerdict
{
    /// <summary>The request itself is at fault, or what the caller wants has come: no replica would do better.</summary>
    Final,

    /// <summary>The replica does not take it; another may.</summary>
    Refused,

    /// <summary>The way to the replica is lost, or it hangs.</summary>
    Lost,

    /// <summary>The replica died, or failed in what it did for the request.</summary>
    Died,
}

internal static class AttemptVerdicts
{
    public static AttemptVerdict Of(AttemptEvent end) => end.Kind switch
    {
        AttemptEventKind.Gone => AttemptVerdict.Died,
        AttemptEventKind.Failed => Of(end.Error!),
        _ => AttemptVerdict.Lost,
    };

    private static AttemptVerdict Of(Exception error) => error is not InferenceException inference
        ? error is SupersededException ? AttemptVerdict.Final
        : error is OperationCanceledException or TimeoutException ? AttemptVerdict.Lost : AttemptVerdict.Died
        : inference.Error switch
        {
            InferenceError.InvalidRequest or InferenceError.TooLong or InferenceError.Quarantined or InferenceError.RateLimited => AttemptVerdict.Final,
            InferenceError.EngineFailed => AttemptVerdict.Died,

            // A deadline that has passed here ends the request here; one that passed there only is a matter of clocks.
            _ => AttemptVerdict.Refused,
        };
}
