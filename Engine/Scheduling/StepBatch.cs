using Inference.Engine.Execution;

namespace Inference.Engine.Scheduling;

/// <summary>Lays a plan out as the batch that the runner computes.</summary>
internal sealed class StepBatch
{
    private readonly ForwardBatch _batch = new();
    private int[] _tokens = [];

    public ForwardBatch Fill(StepPlan plan)
    {
        _batch.Clear();
        foreach (ref PlannedSlice slice in plan.Slices)
        {
            ReadOnlySpan<int> tokens = slice.Sequence.Tokens.Slice(slice.Start, slice.Count);
            int logits = slice.LogitCount + slice.Draft.Count;
            slice.FirstLogits = _batch.Add(WithDraft(tokens, slice.Draft), slice.Start, slice.Sequence.Blocks.Blocks, logits);
            slice.FirstHidden = _batch.WantHidden(slice.Hidden.First, slice.Hidden.Count);
        }

        return _batch;
    }

    private ReadOnlySpan<int> WithDraft(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft)
    {
        if (draft.IsEmpty) return tokens;
        if (_tokens.Length < tokens.Length + draft.Length) _tokens = new int[tokens.Length + draft.Length];
        tokens.CopyTo(_tokens);
        draft.CopyTo(_tokens.AsSpan(tokens.Length));
        return _tokens.AsSpan(0, tokens.Length + draft.Length);
    }
}
