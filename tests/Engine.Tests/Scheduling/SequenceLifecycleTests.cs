using Inference.Engine.Scheduling;

namespace Inference.Engine.Tests.Scheduling;

public sealed class SequenceLifecycleTests
{
    [Fact]
    public void Next_EveryPair_IsAllowedOrThrows()
    {
        HashSet<(SequenceState, SequenceEvent)> allowed =
        [
            (SequenceState.AwaitsPrompt, SequenceEvent.Enqueue), (SequenceState.AwaitsPrompt, SequenceEvent.Fork), (SequenceState.AwaitsPrompt, SequenceEvent.Finish),
            (SequenceState.Waiting, SequenceEvent.Admit), (SequenceState.Waiting, SequenceEvent.Finish),
            (SequenceState.Running, SequenceEvent.Preempt), (SequenceState.Running, SequenceEvent.Finish),
        ];
        foreach (SequenceState state in Enum.GetValues<SequenceState>())
        {
            foreach (SequenceEvent happened in Enum.GetValues<SequenceEvent>())
            {
                if (allowed.Contains((state, happened))) SequenceLifecycle.Next(state, happened);
                else Assert.Throws<InvalidOperationException>(() => SequenceLifecycle.Next(state, happened));
            }
        }
    }
}
