using System.Runtime.InteropServices;
using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Sampling;
using Inference.Engine.Speculation;

namespace Inference.Engine.Scheduling;

/// <summary>
/// One choice of a request: prompt, output, and how much of both is computed. The last token is never computed before the next
/// step, so a sequence that runs has at least one token to compute.
/// </summary>
internal sealed class Sequence
{
    private const int UsualOutput = 1024;

    private readonly IReadOnlyList<int> _emitted;
    private List<int>? _tokens;
    private PrefixChain? _chain;
    private TokenSampler? _sampler;

    /// <param name="request">Whose choice it is.</param>
    /// <param name="choice">Which.</param>
    /// <param name="emitted">What another engine has generated of it.</param>
    /// <param name="blocks">An empty table.</param>
    public Sequence(ActiveRequest request, int choice, IReadOnlyList<int> emitted, BlockTable blocks)
    {
        (Request, Choice, Blocks, _emitted) = (request, choice, blocks, emitted);
        EmittedFinish = emitted.Count == 0 ? null : request.Stop.Check(emitted.Count, emitted[^1]);
    }

    public ActiveRequest Request { get; }

    public int Choice { get; }

    public SequenceState State { get; private set; } = SequenceState.AwaitsPrompt;

    /// <summary>Its keys and values: room for <see cref="ComputedTokens"/>.</summary>
    public BlockTable Blocks { get; }

    /// <summary>Why it was over before this engine saw it.</summary>
    public FinishReason? EmittedFinish { get; }

    /// <summary>Tokens whose keys and values are in the blocks.</summary>
    public int ComputedTokens { get; private set; }

    public int TotalTokens => _tokens?.Count ?? Request.Prompt.Length + _emitted.Count;

    public int OutputTokens => TotalTokens - Request.Prompt.Length;

    public int RemainingTokens => TotalTokens - ComputedTokens;

    /// <summary>Whether its client waits for one token after the other.</summary>
    public bool IsDecoding => RemainingTokens == 1 && OutputTokens > 0;

    public bool HasEmitted => _emitted.Count > 0;

    /// <summary>Prompt and output.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(Known);

    /// <summary>Known tokens up to where other choices are to go on from this one.</summary>
    public ReadOnlySpan<int> TokensToShare => Request.AwaitPrompt.Count > 0 ? Request.Prompt : Tokens;

    public TokenSampler Sampler
    {
        get
        {
            if (_sampler is not null) return _sampler;
            _sampler = Request.Sampler.Fork(Choice);
            foreach (int token in _emitted) _sampler.Accept(token);
            return _sampler;
        }
    }

    public PrefixChain Chain => _chain ??= new PrefixChain(Request.PrefixRoot);

    /// <summary>Guesses how it goes on; null until it is first asked.</summary>
    public ITokenProposer? Proposer { get; set; }

    /// <summary>When its last token was sent, or null.</summary>
    public long? LastTokenAt { get; set; }

    private List<int> Known => _tokens ??= WithRoom();

    public void Move(SequenceEvent happened) => State = SequenceLifecycle.Next(State, happened);

    /// <summary>Starts behind a prefix that the cache has.</summary>
    public void Adopt(PrefixMatch match)
    {
        Blocks.Adopt(match);
        ComputedTokens = match.Tokens;
    }

    /// <summary>Starts behind the prompt, which another choice has just computed.</summary>
    public void ForkFrom(Sequence computed)
    {
        if (computed.ComputedTokens != Request.Prompt.Length) throw new InvalidOperationException("Choices part where the prompt ends.");
        Blocks.Share(computed.Blocks);
        _chain = computed.Chain.Fork(computed.ComputedTokens);
        ComputedTokens = computed.ComputedTokens;
    }

    public void Append(int token) => Known.Add(token);

    /// <summary>Takes note of tokens that were computed, and gives back the blocks that this makes needless.</summary>
    public void Advance(int tokens, bool publish)
    {
        ComputedTokens += tokens;
        if (publish) Blocks.Publish(ComputedTokens, Chain, Tokens);
        Blocks.Settle(ComputedTokens);
    }

    /// <summary>Gives back all blocks; what they held is computed again, or not needed any more.</summary>
    public void Release(bool trusted = true)
    {
        Proposer?.Dispose();
        Proposer = null;
        Blocks.Clear(trusted);
        ComputedTokens = 0;
    }

    /// <summary>Room for an output of usual length, so that it need not be made in the midst of steps.</summary>
    private List<int> WithRoom()
    {
        List<int> tokens = new(Request.Prompt.Length + Math.Max(_emitted.Count, Math.Min(Request.Stop.MaxTokens, UsualOutput)));
        tokens.AddRange(Request.Prompt);
        tokens.AddRange(_emitted);
        return tokens;
    }
}
