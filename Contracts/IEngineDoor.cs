namespace Inference.Contracts;

/// <summary>
/// Where an engine says that it is full before anything is read or done for a request, so that refusals are cheap. Whoever is let in is counted until it arrives: many come at once,
/// and what is told of the queue is as old as the last step. Called from any thread.
/// </summary>
public interface IEngineDoor
{
    /// <summary>Lets one in. Otherwise says why the engine would take no request now, whatever that asks for, and counts it as refused.</summary>
    InferenceException? Enter();

    /// <summary>One that was let in does not come after all.</summary>
    void TurnBack();
}
