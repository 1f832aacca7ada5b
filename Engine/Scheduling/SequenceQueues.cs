namespace Inference.Engine.Scheduling;

/// <summary>Which sequences wait and which run. A sequence's state says where it is, and only a running one holds blocks.</summary>
internal sealed class SequenceQueues(SequenceOrder order)
{
    public WaitingSequences Waiting { get; } = new(order);

    public RunningSequences Running { get; } = new(order);

    public void Wait(Sequence sequence)
    {
        sequence.Move(SequenceEvent.Enqueue);
        Waiting.Add(sequence);
    }

    public void Admit(Sequence sequence)
    {
        Waiting.Remove(sequence);
        sequence.Move(SequenceEvent.Admit);
        Running.Add(sequence);
    }

    public void Fork(Sequence sequence, Sequence computed)
    {
        sequence.ForkFrom(computed);
        sequence.Move(SequenceEvent.Fork);
        Running.Add(sequence);
    }

    public void Preempt(Sequence sequence)
    {
        Running.Remove(sequence);
        sequence.Release();
        sequence.Move(SequenceEvent.Preempt);
        Waiting.Add(sequence);
    }

    public void Finish(Sequence sequence, bool trusted)
    {
        if (sequence.State == SequenceState.Running) Running.Remove(sequence);
        if (sequence.State == SequenceState.Waiting) Waiting.Remove(sequence);
        sequence.Release(trusted);
        sequence.Move(SequenceEvent.Finish);
    }
}
