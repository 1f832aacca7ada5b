using Inference.Engine.Hosting;
using Inference.Engine.Speculation;

namespace Inference.Engine.Scheduling;

/// <summary>
/// Gives each running sequence its tokens of a step: whoever has one token to compute gets it, a short prompt is not held up by a
/// long one, and everybody gets on in every step. While somebody decodes, prompts get what does not keep him waiting.
/// </summary>
internal sealed class TokenPlanner(EngineOptions options, int vocabularySize, ITokenProposerFactory? proposers, StepPace pace)
{
    private int[] _counts = [];

    /// <param name="running">No more than the budget has tokens; each has room for at least one.</param>
    /// <param name="plan">To fill.</param>
    public void Fill(RunningSequences running, StepPlan plan)
    {
        plan.Clear();
        if (_counts.Length < running.Count) _counts = new int[Math.Max(running.Count, options.MaxSequences)];
        Span<int> counts = _counts.AsSpan(0, running.Count);
        int reportRows = ReportRows(running);
        int decoding = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Wanted(running[i], reportRows);
            if (running[i].IsDecoding) decoding++;
        }

        int budget = Budget(decoding, counts.Length);
        StepShares.Divide(budget, counts);

        int spare = budget, places = options.MaxSequences - running.Count;
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = running[i].Blocks.MakeRoom(running[i].ComputedTokens, counts[i]);
            spare -= counts[i];
        }

        for (int i = 0; i < counts.Length; i++)
        {
            PlannedSlice slice = Slice(running[i], counts[i], places, spare);
            spare -= slice.Draft.Count;
            places -= slice.Forks.Length;
            plan.Add(slice);
        }
    }

    /// <summary>At least a token for each.</summary>
    private int Budget(int decoding, int sequences)
    {
        if (decoding == 0) return options.MaxBatchedTokens;
        long paced = Math.Max(decoding + (long)pace.PromptTokens, sequences);
        return (int)Math.Min(paced, options.MaxBatchedTokens);
    }

    /// <summary>Logits are wide rows, so those who want one for each prompt token share a number of them.</summary>
    private int ReportRows(RunningSequences running)
    {
        int reporting = 0;
        for (int i = 0; i < running.Count; i++) reporting += running[i].Request.PromptReport is { IsComplete: false } ? 1 : 0;
        return reporting == 0 ? 0 : Math.Max(1, options.MaxPromptLogprobRows / reporting);
    }

    private static int Wanted(Sequence sequence, int reportRows)
    {
        ActiveRequest request = sequence.Request;
        int wanted = sequence.TokensToShare.Length - sequence.ComputedTokens;
        return request.PromptReport is { IsComplete: false } ? Math.Min(wanted, reportRows) : wanted;
    }

    private PlannedSlice Slice(Sequence sequence, int count, int places, int spare)
    {
        ActiveRequest request = sequence.Request;
        if (request.Pool is { } pool) return new PlannedSlice(sequence, count, 0) { Hidden = pool.Wanted(sequence.ComputedTokens, count) };
        bool endsPrompt = sequence.ComputedTokens + count == request.Prompt.Length;
        Sequence[] forks = endsPrompt ? [.. request.AwaitPrompt.Take(places)] : [];
        bool sampled = count == sequence.RemainingTokens || forks.Any(fork => !fork.HasEmitted);
        int logits = request.PromptReport is { IsComplete: false } ? count : sampled ? 1 : 0;
        bool drafts = sequence.RemainingTokens == 1 && request.AwaitPrompt.Count == 0;
        return new PlannedSlice(sequence, count, logits) { Forks = forks, Draft = drafts ? Draft(sequence, spare) : ArraySegment<int>.Empty };
    }

    private ArraySegment<int> Draft(Sequence sequence, int spare)
    {
        if (proposers is null) return ArraySegment<int>.Empty;
        int room = Math.Min(Math.Min(proposers.DraftTokens, spare), sequence.Request.Stop.MaxTokens - sequence.OutputTokens - 1);
        if (room <= 0) return ArraySegment<int>.Empty;
        var draft = new int[room];
        int count = (sequence.Proposer ??= proposers.Create()).Propose(sequence.Tokens, draft);
        if (count < 0 || count > room) throw new InvalidOperationException($"The proposer drafted {count} tokens where there is room for {room}.");
        int known = draft.AsSpan(0, count).IndexOfAnyExceptInRange(0, vocabularySize - 1);
        if (known >= 0) count = known;
        count = sequence.Blocks.MakeRoom(sequence.ComputedTokens, count + 1) - 1;
        return new ArraySegment<int>(draft, 0, count);
    }
}
