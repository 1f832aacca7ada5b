using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Sampling;

namespace Inference.Engine.Scheduling;

/// <summary>Samples what a step's logits allow: the next token of each sequence that has come to its end, and more where its draft held.</summary>
internal static class StepSampler
{
    public static void Sample(Logits logits, StepPlan plan, StepTokens tokens)
    {
        tokens.Clear();
        foreach (ref readonly PlannedSlice slice in plan.Slices)
        {
            Report(logits, slice);
            if (slice.ReachesEnd && slice.LogitCount > 0) Sample(logits, slice.LastKnownLogits, slice.Sequence, slice.Draft, tokens);
            foreach (Sequence fork in slice.Forks)
            {
                if (!fork.HasEmitted) Sample(logits, slice.LastKnownLogits, fork, ArraySegment<int>.Empty, tokens);
            }
        }
    }

    /// <summary>
    /// A draft token's row of logits counts as long as each sampled token is the one that was drafted: so what is sampled is what
    /// would have been without a draft, token by token.
    /// </summary>
    private static void Sample(Logits logits, int row, Sequence sequence, ReadOnlySpan<int> draft, StepTokens tokens)
    {
        SequenceOutput output = tokens.Add(sequence);
        try
        {
            for (int i = 0; ; i++)
            {
                SampledToken sampled = sequence.Sampler.Sample(logits[row + i]);
                sequence.Sampler.Accept(sampled.Token);
                output.Tokens.Add(sampled);
                output.Finish = sequence.Request.Stop.Check(sequence.OutputTokens + output.Tokens.Count, sampled.Token);
                if (output.Finish is not null) return;
                if (i < draft.Length && sampled.Token == draft[i]) continue;
                sequence.Sampler.PrepareNext();
                return;
            }
        }
        catch (InferenceException exception)
        {
            output.Failure = exception;
        }
    }

    private static void Report(Logits logits, in PlannedSlice slice)
    {
        if (slice.Sequence.Request.PromptReport is not { IsComplete: false } report) return;
        for (int i = 0; i < slice.LogitCount; i++) report.Add(slice.End - slice.LogitCount + i, logits[slice.FirstLogits + i]);
    }
}
