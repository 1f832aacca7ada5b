namespace Inference.Contracts;

/// <summary>
/// Where an engine says that it is full before anything is read or done for a request, so that refusals are cheap. Whoever is let in is counted until it arrives: many come at once,
/// and what is told of the queue is as old as the last step. Called from any thread.
/// </summary>
public interface IEngineDoor
{
    /// <summary>Lets one in. Otherwise says why the engine would take no request now, whatever that asks for, and counts it as refused.</summary>
    /// <param name="pass">
    /// Null where it is refused. Goes with the flow of the caller, as activities do, so that whatever that asks of the engine is known to be who was let in. Dispose of it when the
    /// request is over: who has not arrived by then does not come any more.
    /// </param>
    InferenceException? Enter(out IDisposable? pass);
}
