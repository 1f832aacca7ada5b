using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>
/// What the client of a request has, and which of the chunks that arrive are next. Chunks that were here are dropped; those
/// that came too early wait for the missing ones, as long as their attempt lasts.
/// </summary>
internal sealed class StreamRecord
{
    private const int MostWaiting = 1024;
    private readonly GenerateRequest _request;
    private readonly ChoiceRecord[] _choices;
    private readonly List<TokenChunk> _early = [];
    private bool _awaitsPromptReport;

    /// <param name="request">With its seed.</param>
    public StreamRecord(GenerateRequest request)
    {
        _request = request;
        _choices = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => new ChoiceRecord(choice < request.Emitted.Count ? request.Emitted[choice] : []))];
        _awaitsPromptReport = request.Sampling.PromptLogprobs is not null && !HasTokens;
    }

    public bool IsComplete => Array.TrueForAll(_choices, choice => choice.Ended is not null);

    /// <summary>Whether chunks wait for others that should have come before them.</summary>
    public bool HasGap => _early.Count > 0;

    /// <summary>Whether someone has ended the request: then its open choices are not taken up again.</summary>
    public bool WasAborted => _choices.Any(choice => choice.Ended == FinishReason.Abort);

    public bool HasTokens => _choices.Any(choice => choice.Tokens.Count > 0);

    /// <summary>The request that computes what is missing.</summary>
    public GenerateRequest Rest(long attempt) => _request with
    {
        Attempt = attempt,
        Emitted = HasTokens ? [.. _choices.Select(choice => (IReadOnlyList<int>)[.. choice.Tokens])] : [],
    };

    /// <summary>Chunks of the attempts before do not count any more.</summary>
    public void BeginAttempt() => _early.Clear();

    /// <summary>Takes a chunk, and says what the client gets of it and of those that waited for it.</summary>
    /// <returns>False where the chunk contradicts what was here before: its attempt is good for nothing.</returns>
    public bool TryTake(TokenChunk chunk, List<TokenChunk> next)
    {
        if (chunk.RequestId != _request.Id || chunk.Choice < 0 || chunk.Choice >= _choices.Length || chunk.FinishReason == FinishReason.Error) return false;
        if (_choices[chunk.Choice].Ended is not null) return true;
        if (IsEarly(chunk))
        {
            if (_early.Count >= MostWaiting) return false;
            if (!_early.Any(other => other.Choice == chunk.Choice && other.Position == chunk.Position && other.Tokens.Count == chunk.Tokens.Count && other.FinishReason == chunk.FinishReason)) _early.Add(chunk);
            return true;
        }

        return TryDeliver(chunk, next) && TryDeliverEarly(next);
    }

    /// <summary>The last chunks of a request that was ended, for the choices whose own were lost.</summary>
    public void Abort(List<TokenChunk> next)
    {
        for (int choice = 0; choice < _choices.Length; choice++)
        {
            if (_choices[choice].Ended is not null) continue;
            _choices[choice].Abort();
            next.Add(new TokenChunk { RequestId = _request.Id, Choice = choice, Position = _choices[choice].Tokens.Count, Tokens = [], FinishReason = FinishReason.Abort });
        }
    }

    private bool IsEarly(TokenChunk chunk) => chunk.Position > _choices[chunk.Choice].Tokens.Count || (_awaitsPromptReport && chunk.PromptLogprobs is null);

    private bool TryDeliver(TokenChunk chunk, List<TokenChunk> next)
    {
        // The report goes out once. It goes out first: an engine that takes up a request with tokens does not make it again.
        if (chunk.PromptLogprobs is not null && !_awaitsPromptReport) chunk = chunk with { PromptLogprobs = null };
        if (!_choices[chunk.Choice].TryTake(chunk, out TokenChunk? fresh)) return false;
        if (fresh is null) return true;
        if (fresh.PromptLogprobs is not null) _awaitsPromptReport = false;
        next.Add(fresh);
        return true;
    }

    private bool TryDeliverEarly(List<TokenChunk> next)
    {
        for (int i = 0; i < _early.Count; i++)
        {
            TokenChunk chunk = _early[i];
            bool ended = _choices[chunk.Choice].Ended is not null;
            if (!ended && IsEarly(chunk)) continue;
            _early.RemoveAt(i);
            if (!ended && !TryDeliver(chunk, next)) return false;
            i = -1;
        }

        return true;
    }
}
