namespace Inference.Engine.Speculation;

/// <summary>
/// Guesses how one sequence goes on. What it guesses changes how fast tokens come, never which: the engine runs the guessed
/// tokens behind the sequence's last one in one step, samples position after position from the logits, and goes on for as long
/// as the token sampled is the token guessed.
/// </summary>
/// <remarks>
/// Its life: one from <see cref="ITokenProposerFactory.Create"/> for each sequence, when it is admitted or at its first
/// <see cref="Propose"/>; one call before each step that may verify guesses; disposed when the sequence ends for whatever
/// reason. There is nothing to call on rejection: the next call's tokens tell which guesses came true. A preempted sequence may keep its
/// proposer, or dispose of it and get a new one later. All calls come from the engine's thread.
/// </remarks>
internal interface ITokenProposer : IDisposable
{
    /// <summary>Guesses the tokens that follow.</summary>
    /// <param name="tokens">
    /// The sequence's prompt and accepted output. Those of an earlier call are a prefix of those of a later one: guesses that were
    /// refused were never among them.
    /// </param>
    /// <param name="draft">Where the guesses go; as many as it holds are wanted. May be empty.</param>
    /// <returns>How many were made, from 0.</returns>
    int Propose(ReadOnlySpan<int> tokens, Span<int> draft);
}
