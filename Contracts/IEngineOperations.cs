namespace Inference.Contracts;

/// <summary>What operators see of an engine, and may do to its requests.</summary>
public interface IEngineOperations
{
    /// <summary>What the engine does, as of the end of the step in progress.</summary>
    /// <exception cref="InferenceException">The engine has stopped.</exception>
    Task<EngineSnapshot> ObserveAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends a request: each of its open choices ends with <see cref="FinishReason.Abort"/>, and what it holds is free.</summary>
    /// <returns>False where no such request is in work.</returns>
    /// <exception cref="InferenceException">The engine has stopped.</exception>
    Task<bool> CancelAsync(string requestId, CancellationToken cancellationToken = default);
}
