using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Sampling;
using Inference.Kernels.Threading;

namespace Inference.Engine.Scheduling;

/// <summary>
/// Samples what a step's logits allow: the next token of each sequence that has come to its end, and more where its draft held. Sequences do not depend on one
/// another, so that all threads share them.
/// </summary>
internal sealed class StepSampler(IModelRunner runner) : IParallelWork
{
    /// <summary>Logits that an item has at least: enough that claiming it costs nothing beside.</summary>
    private const int LogitsPerItem = 1 << 14;

    private readonly List<Reported> _reports = [];
    private readonly List<Draw> _draws = [];
    private Logits? _logits;
    private int _perItem;

    public void Sample(Logits logits, StepPlan plan, StepTokens tokens)
    {
        tokens.Clear();
        _reports.Clear();
        _draws.Clear();
        foreach (ref readonly PlannedSlice slice in plan.Slices)
        {
            AddReports(slice);
            if (slice.ReachesEnd && slice.LogitCount > 0) _draws.Add(new Draw(slice.LastKnownLogits, slice.Sequence, slice.Draft, tokens.Add(slice.Sequence)));
            foreach (Sequence fork in slice.Forks)
            {
                if (!fork.HasEmitted) _draws.Add(new Draw(slice.LastKnownLogits, fork, ArraySegment<int>.Empty, tokens.Add(fork)));
            }
        }

        _logits = logits;
        _perItem = (LogitsPerItem + runner.VocabularySize - 1) / runner.VocabularySize;
        runner.Share(this, (_reports.Count + _draws.Count + _perItem - 1) / _perItem);
    }

    public void Run(int item, int worker)
    {
        int end = Math.Min((item + 1) * _perItem, _reports.Count + _draws.Count);
        for (int i = item * _perItem; i < end; i++)
        {
            if (i < _reports.Count) _reports[i].Report.Add(_reports[i].Position, _logits![_reports[i].Row]);
            else Sample(_logits!, _draws[i - _reports.Count]);
        }
    }

    private void AddReports(in PlannedSlice slice)
    {
        if (slice.Sequence.Request.PromptReport is not { IsComplete: false } report) return;
        for (int i = 0; i < slice.LogitCount; i++) _reports.Add(new Reported(slice.FirstLogits + i, report, slice.End - slice.LogitCount + i));
    }

    /// <summary>
    /// A draft token's row of logits counts as long as each sampled token is the one that was drafted: so what is sampled is what
    /// would have been without a draft, token by token.
    /// </summary>
    private static void Sample(Logits logits, in Draw draw)
    {
        (int row, Sequence sequence, ArraySegment<int> draft, SequenceOutput output) = draw;
        try
        {
            for (int i = 0; ; i++)
            {
                SampledToken sampled = sequence.Sampler.Sample(logits[row + i]);
                sequence.Sampler.Accept(sampled.Token);
                output.Tokens.Add(sampled);
                output.Finish = sequence.Request.Stop.Check(sequence.OutputTokens + output.Tokens.Count, sampled.Token);
                if (output.Finish is not null) return;
                if (i < draft.Count && sampled.Token == draft[i]) continue;
                sequence.Sampler.PrepareNext();
                return;
            }
        }
        catch (InferenceException exception)
        {
            output.Failure = exception;
        }
    }

    /// <param name="Row">The first row of logits.</param>
    private readonly record struct Draw(int Row, Sequence Sequence, ArraySegment<int> Draft, SequenceOutput Output);

    /// <param name="Row">A row of logits.</param>
    /// <param name="Position">Whose they are.</param>
    private readonly record struct Reported(int Row, PromptReport Report, int Position);
}
