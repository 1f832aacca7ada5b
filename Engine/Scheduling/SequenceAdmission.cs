using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Hosting;

namespace Inference.Engine.Scheduling;

/// <summary>Whether a waiting sequence may join the running ones, and from where it starts.</summary>
internal sealed class SequenceAdmission(EngineOptions options, BlockPool pool, AttentionWindow window, EngineInstruments instruments)
{
    /// <summary>
    /// Starts a sequence if there are blocks for all that it is known to need, besides what the running ones need, each with a
    /// block for what it generates: a prompt is not begun only to be preempted. With nothing running, it starts in any case.
    /// </summary>
    public bool TryStart(Sequence sequence, RunningSequences running)
    {
        ReadOnlySpan<int> known = Replaceable(sequence);
        bool lookUp = options.EnablePrefixCaching && !known.IsEmpty;
        PrefixMatch match = lookUp ? PrefixMatch.Find(pool, window, sequence.Chain, known) : PrefixMatch.None;
        if (running.Count > 0 && !Fits(sequence, match, running)) return false;

        sequence.Adopt(match);
        if (sequence.Blocks.MakeRoom(sequence.ComputedTokens, 1) == 0) throw new InvalidOperationException("A sequence that fits has no room.");
        if (sequence.Request.CachedTokens is null)
        {
            sequence.Request.CachedTokens = Math.Min(match.Tokens, sequence.Request.Prompt.Length);
            if (lookUp) instruments.PrefixLookedUp(sequence.TotalTokens, match.Tokens);
        }

        instruments.Scheduled(sequence.Request);
        return true;
    }

    /// <summary>The tokens of which all but the last may come from the cache: of the others, more is wanted than keys and values.</summary>
    private static ReadOnlySpan<int> Replaceable(Sequence sequence)
    {
        if (sequence.Request.PromptReport is { IsComplete: false }) return [];
        if (sequence.Request.Pool is not { } pooled) return sequence.TokensToShare;
        return pooled.Next == 0 ? [] : sequence.TokensToShare[..(pooled.Next + 1)];
    }

    private bool Fits(Sequence sequence, PrefixMatch match, RunningSequences running)
    {
        long free = pool.FreeCount - match.Blocks.Count(pool.IsFree);
        foreach (Sequence other in running) free -= Math.Max(0, Needed(other.TotalTokens + TokenBlock.Size) - other.Blocks.HeldCount);
        return free >= Math.Max(1, Needed(sequence.TotalTokens) - match.Blocks.Count);
    }

    private int Needed(int tokens) => window.MostBlocks(tokens, options.MaxBatchedTokens);
}
