using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>What the client has of one choice.</summary>
internal sealed class ChoiceRecord(IReadOnlyList<int> emitted)
{
    private readonly List<int> _tokens = [.. emitted];

    public IReadOnlyList<int> Tokens => _tokens;

    public FinishReason? Ended { get; private set; }

    /// <summary>What of a chunk is new; null where nothing is. Tokens that the client has already must be the same.</summary>
    /// <param name="chunk">Does not begin behind what is there.</param>
    /// <param name="fresh">What is new.</param>
    /// <returns>False where the chunk contradicts what is there.</returns>
    public bool TryTake(TokenChunk chunk, out TokenChunk? fresh)
    {
        fresh = null;
        int known = Math.Min(_tokens.Count - chunk.Position, chunk.Tokens.Count);
        if (chunk.Position < 0) return false;
        for (int i = 0; i < known; i++)
        {
            if (chunk.Tokens[i] != _tokens[chunk.Position + i]) return false;
        }

        bool isOld = chunk.Position + chunk.Tokens.Count < _tokens.Count;
        if (isOld) return chunk.FinishReason is null;
        if (known == chunk.Tokens.Count && chunk.FinishReason is null && chunk.PromptLogprobs is null) return true;
        fresh = known == 0 ? chunk : chunk with
        {
            Position = _tokens.Count,
            Tokens = [.. chunk.Tokens.Skip(known)],
            Logprobs = chunk.Logprobs is null ? null : [.. chunk.Logprobs.Skip(known)],
        };
        _tokens.AddRange(fresh.Tokens);
        Ended = fresh.FinishReason;
        return true;
    }

    public void Abort() => Ended = FinishReason.Abort;
}
