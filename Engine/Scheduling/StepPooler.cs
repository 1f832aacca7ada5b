using Inference.Contracts;
using Inference.Engine.Execution;

namespace Inference.Engine.Scheduling;

/// <summary>Hands a step's hidden states to those who want them, and ends their sequences where all tokens are computed.</summary>
internal static class StepPooler
{
    public static void Pool(HiddenStates hidden, StepPlan plan, StepTokens tokens)
    {
        foreach (ref readonly PlannedSlice slice in plan.Slices)
        {
            if (slice.Sequence.Request.Pool is not { } pool) continue;
            for (int i = 0; i < slice.Hidden.Count; i++) pool.Add(hidden[slice.FirstHidden + i]);
            if (!slice.ReachesEnd) continue;
            SequenceOutput output = tokens.Add(slice.Sequence);
            output.Finish = FinishReason.Stop;
            if (!pool.TryComplete()) output.Failure = new InferenceException(InferenceError.EngineFailed, "The model has computed hidden states that are no numbers.");
        }
    }
}
