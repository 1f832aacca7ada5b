using System.Diagnostics;
using System.Threading.Channels;
using Inference.Contracts;
using Inference.Engine.Sampling;
using Inference.Engine.Streaming;

namespace Inference.Engine.Scheduling;

/// <summary>A request on its way through the engine, and the stream by which its tokens leave.</summary>
internal sealed class ActiveRequest
{
    private readonly ChunkStream _chunks;

    private bool _reported;

    /// <param name="request">A valid one.</param>
    /// <param name="prompt">Its prompt.</param>
    /// <param name="stop">When its choices end.</param>
    /// <param name="sampler">Of which the choices' samplers are forks.</param>
    /// <param name="pacer">Of the engine's streams.</param>
    public ActiveRequest(GenerateRequest request, int[] prompt, StopCondition stop, TokenSampler sampler, StreamPacer pacer)
    {
        _chunks = new ChunkStream(request.Pacing, pacer);
        (Request, Prompt, Stop, Sampler) = (request, prompt, stop, sampler);
        PrefixRoot = PrefixHash.Root(request.CacheSalt);
        bool resumes = request.Emitted.Any(emitted => emitted.Count > 0);
        if (request.Sampling.PromptLogprobs is { } top && !resumes) PromptReport = new PromptReport(prompt, top);
    }

    public GenerateRequest Request { get; }

    public int[] Prompt { get; }

    public StopCondition Stop { get; }

    public TokenSampler Sampler { get; }

    public PrefixHash PrefixRoot { get; }

    /// <summary>Null where nobody asked for it, or where it was sent before this engine saw the request.</summary>
    public PromptReport? PromptReport { get; }

    /// <summary>Where hidden states are wanted instead of output: what they come to.</summary>
    public HiddenPool? Pool { get; init; }

    /// <summary>The chunks that the client sees.</summary>
    public ChannelReader<TokenChunk> Chunks => _chunks.Reader;

    /// <summary>The trace that it belongs to, if any.</summary>
    public ActivityContext Trace { get; set; }

    /// <summary>What it gives back when it arrives; null where it came by no door.</summary>
    public IDisposable? Pass { get; set; }

    /// <summary>Counts up over the engine's life.</summary>
    public long Arrival { get; set; }

    public RequestTimes Times { get; } = new();

    /// <summary>One for each choice that has not ended.</summary>
    public HashSet<Sequence> Sequences { get; } = [];

    /// <summary>Prompt tokens that came from the prefix cache; null until it was asked.</summary>
    public int? CachedTokens { get; set; }

    /// <summary>How the request ended; null while it goes on.</summary>
    public FinishReason? Ended { get; private set; }

    /// <summary>Choices that wait for another one to compute the prompt.</summary>
    public Queue<Sequence> AwaitPrompt { get; } = [];

    /// <summary>Output tokens of all choices, and of the longest one; those of another engine included.</summary>
    public int OutputTokens { get; set; }

    public int LongestOutput { get; set; }

    public void Send(int choice, int position, SequenceOutput output, int? stopToken)
    {
        var tokens = new int[output.Tokens.Count];
        TokenLogprobs[]? logprobs = Request.Sampling.Logprobs is null ? null : new TokenLogprobs[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = output.Tokens[i].Token;
            if (logprobs is not null) logprobs[i] = output.Tokens[i].Logprobs!;
        }

        _chunks.Send(new TokenChunk
        {
            RequestId = Request.Id,
            Choice = choice,
            Position = position,
            Tokens = tokens,
            Logprobs = logprobs,
            PromptLogprobs = _reported ? null : PromptReport?.Logprobs,
            FinishReason = output.Finish,
            StopToken = stopToken,
            CachedTokens = CachedTokens ?? 0,
        });
        _reported = true;
    }

    /// <summary>Ends the stream. Only the first end counts.</summary>
    public bool TryEnd(FinishReason reason, Exception? error = null)
    {
        if (Ended is not null) return false;
        Ended = reason;
        _chunks.End(error);
        return true;
    }

    /// <summary>Ends the stream from outside the engine's thread, which cannot do it any more.</summary>
    public void Break(Exception error) => _chunks.End(error);
}
