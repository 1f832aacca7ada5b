namespace Inference.Contracts;

/// <summary>A request in work.</summary>
/// <param name="Id">By which it can be cancelled.</param>
/// <param name="Phase">What is done for it.</param>
/// <param name="PromptTokens">Tokens of its prompt.</param>
/// <param name="CachedTokens">Of these, what came from the prefix cache.</param>
/// <param name="GeneratedTokens">Tokens of all its choices.</param>
/// <param name="Choices">Choices that it asked for.</param>
/// <param name="Age">Time since it was taken into the queue.</param>
/// <param name="Priority">Lower goes first.</param>
public sealed record RequestSnapshot(
    string Id, RequestPhase Phase, int PromptTokens, int CachedTokens, int GeneratedTokens, int Choices, TimeSpan Age, int Priority);

/// <summary>What is done for a request.</summary>
public enum RequestPhase
{
    /// <summary>It has not run yet.</summary>
    Waiting,

    /// <summary>Its prompt is computed.</summary>
    Prefill,

    /// <summary>It generates.</summary>
    Decode,

    /// <summary>It ran, gave its blocks up to others, and waits to be computed again.</summary>
    Preempted,
}
