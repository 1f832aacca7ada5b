namespace Inference.Engine.Scheduling;

/// <summary>Where a sequence is in its life.</summary>
internal enum SequenceState
{
    /// <summary>Its prompt is being computed by another choice of the same request.</summary>
    AwaitsPrompt,

    /// <summary>In the queue, holding no blocks.</summary>
    Waiting,

    /// <summary>Computed in every step.</summary>
    Running,

    Finished,
}

internal enum SequenceEvent
{
    Enqueue,
    Admit,

    /// <summary>It goes on from the blocks of the choice that computed the prompt.</summary>
    Fork,

    Preempt,
    Finish,
}

internal static class SequenceLifecycle
{
    public static SequenceState Next(SequenceState state, SequenceEvent happened) => (state, happened) switch
    {
        (SequenceState.AwaitsPrompt, SequenceEvent.Enqueue) => SequenceState.Waiting,
        (SequenceState.AwaitsPrompt, SequenceEvent.Fork) => SequenceState.Running,
        (SequenceState.Waiting, SequenceEvent.Admit) => SequenceState.Running,
        (SequenceState.Running, SequenceEvent.Preempt) => SequenceState.Waiting,
        (not SequenceState.Finished, SequenceEvent.Finish) => SequenceState.Finished,
        _ => throw new InvalidOperationException($"A sequence that is {state} cannot {happened}."),
    };
}
