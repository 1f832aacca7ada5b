using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Execution;
using Inference.Engine.Sampling;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;

namespace Inference.Engine.Hosting;

/// <summary>
/// Turns token ids into token ids. One thread owns the model and all state, and computes step after step as long as there is
/// work; what others want of it comes by a mailbox, and what it makes leaves by each request's own stream.
/// </summary>
public sealed class InferenceEngine : ITokenService, IEmbeddingService, IEngineOperations, IEngineDoor, IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly EngineLimits _limits;
    private readonly IReadOnlyList<int> _eosTokenIds;
    private readonly TimeProvider _time;
    private readonly SeedSource _seeds;
    private readonly RequestConstraints _constraints;
    private readonly EngineLoop _loop;
    private readonly EngineThread _thread;
    private readonly ConcurrentDictionary<ActiveRequest, bool> _open = [];

    /// <summary>Starts an engine. It owns the runners, and disposes of them when it is disposed of itself.</summary>
    /// <param name="runner">The model.</param>
    /// <param name="eosTokenIds">The model's end-of-text tokens.</param>
    /// <param name="options">Read once.</param>
    /// <param name="draftModel">A smaller model to guess tokens ahead, where the options ask for it.</param>
    /// <param name="time">The system's unless given.</param>
    /// <param name="seeds">Seeds for requests without one; unforeseeable unless given.</param>
    /// <param name="vocabulary">What the model's tokens write; without it requests with a constraint are refused.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public InferenceEngine(
        IModelRunner runner,
        IReadOnlyList<int> eosTokenIds,
        EngineOptions options,
        IModelRunner? draftModel = null,
        TimeProvider? time = null,
        SeedSource? seeds = null,
        ITokenVocabulary? vocabulary = null)
        : this(runner, eosTokenIds, options, ProposersOf(runner, options, draftModel), time, seeds, vocabulary)
    {
        _thread.Start();
    }

    /// <summary>An engine that does not run by itself: <see cref="Step"/> drives it, unless <see cref="Start"/> is called.</summary>
    internal InferenceEngine(
        IModelRunner runner,
        IReadOnlyList<int> eosTokenIds,
        EngineOptions options,
        ITokenProposerFactory? proposers,
        TimeProvider? time,
        SeedSource? seeds,
        ITokenVocabulary? vocabulary = null)
    {
        options = options.Copy();
        options.ThrowIfInvalid();
        (_options, _eosTokenIds) = (options, eosTokenIds);
        _time = time ?? TimeProvider.System;
        _seeds = seeds ?? SeedSource.Cryptographic;
        _limits = EngineLimits.Of(runner, options);
        _constraints = new RequestConstraints(vocabulary, eosTokenIds, runner.VocabularySize);
        _loop = new EngineLoop(runner, options, proposers, _time);
        _thread = new EngineThread(_loop, _time, stopped: end =>
        {
            BreakStreams(end);
            _loop.Dispose();
            proposers?.Dispose();
            runner.Dispose();
        });
    }

    /// <summary>The longest context that this engine takes, prompt and output together, in tokens.</summary>
    public int MaxLength => _limits.Longest;

    /// <summary>What the engine was busy with at its last change.</summary>
    public EngineLoad Load => _loop.Load;

    /// <summary>For health checks.</summary>
    public EngineProgress Progress => _thread.Progress;

    internal EngineLoop Loop => _loop;

    /// <inheritdoc/>
    public IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(() => AdmissibleAsync(request), cancellationToken);

    /// <inheritdoc/>
    public void EndChoice(string requestId, int choice) => _thread.Post(() => _loop.EndChoice(requestId, choice));

    /// <inheritdoc/>
    public async Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        ActiveRequest? active = null;
        await foreach (TokenChunk _ in RunAsync(() => new ValueTask<ActiveRequest>(active = Admissible(request)), cancellationToken).ConfigureAwait(false))
        {
            // The only chunk says that the vector is complete, and has no tokens.
        }

        return new Embedding(active!.Pool!.Vector ?? throw new OperationCanceledException(cancellationToken), active.Prompt.Length);
    }

    /// <inheritdoc/>
    public InferenceException? Enter(out IDisposable? pass) => _loop.EnterDoor(out pass);

    /// <inheritdoc/>
    public Task<EngineSnapshot> ObserveAsync(CancellationToken cancellationToken = default) => _thread.AskAsync(loop => loop.Observe(), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> CancelAsync(string requestId, CancellationToken cancellationToken = default) => _thread.AskAsync(loop => loop.Abort(requestId), cancellationToken);

    /// <summary>Refuses new requests from now on. Done when those that were taken have ended.</summary>
    public Task DrainAsync(CancellationToken cancellationToken = default) => _thread.DrainAsync().WaitAsync(cancellationToken);

    /// <summary>Stops after the step in progress. Streams that have not ended end with an error.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _thread.StopAsync().WaitAsync(_options.StopTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The step hangs. Its thread will clean up if it ever comes back; clients need not wait for that.
        }

        BreakStreams(EngineThread.ShuttingDown());
    }

    internal void Start() => _thread.Start();

    /// <summary>Does what the mailbox holds, and one step. Only for an engine that was not started.</summary>
    /// <returns>Whether there is more to do.</returns>
    internal bool Step() => _thread.Step();

    private static ITokenProposerFactory? ProposersOf(IModelRunner runner, EngineOptions options, IModelRunner? draftModel) => options.Speculation.Method switch
    {
        SpeculationMethod.PromptLookup => new PromptLookupProposerFactory(options.Speculation),
        SpeculationMethod.DraftModel when draftModel is not null => new DraftModelProposerFactory(options.Speculation, draftModel, runner.VocabularySize),
        SpeculationMethod.DraftModel => throw new ArgumentException("Speculation asks for a draft model, and none is given."),
        _ => null,
    };

    /// <param name="admissible">Makes the request, or refuses it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async IAsyncEnumerable<TokenChunk> RunAsync(Func<ValueTask<ActiveRequest>> admissible, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ActiveRequest active = await SubmitAsync(admissible).ConfigureAwait(false);
        CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(_ => End(active, FinishReason.Abort), null);
        try
        {
            await foreach (TokenChunk chunk in active.Chunks.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return chunk;
        }
        finally
        {
            // Who leaves before the stream's end without a cancellation has what it wants, such as the text up to a stop string.
            if (!active.Chunks.Completion.IsCompleted) End(active, cancellationToken.IsCancellationRequested ? FinishReason.Abort : FinishReason.Stop);
            await cancellation.DisposeAsync().ConfigureAwait(false);
            _open.TryRemove(active, out _);
        }
    }

    private async ValueTask<ActiveRequest> SubmitAsync(Func<ValueTask<ActiveRequest>> admissible)
    {
        try
        {
            ActiveRequest active = await admissible().ConfigureAwait(false);
            (active.Trace, active.Pass) = (RequestTrace.Caller, _loop.CallersPass);
            _open.TryAdd(active, true);
            if (_thread.TrySubmit(active)) return active;
            _open.TryRemove(active, out _);
            throw EngineThread.ShuttingDown();
        }
        catch (InferenceException refusal)
        {
            _loop.Instruments.Refused(refusal.Error);
            throw;
        }
    }

    private async ValueTask<ActiveRequest> AdmissibleAsync(GenerateRequest request)
    {
        RequestValidation.ThrowIfInvalid(request, _limits);
        ConstrainedText? text = request.Constraint is null ? null : await _constraints.OfAsync(request).ConfigureAwait(false);
        int[] prompt = [.. request.Prompt];
        SamplingParams sampling = request.Sampling;
        StopCondition stop = new(sampling, _eosTokenIds, _limits.Longest - prompt.Length);
        TokenSampler sampler = new(sampling, sampling.Seed ?? _seeds.Next(), 0, _limits.VocabularySize, prompt, _eosTokenIds, text);
        return new ActiveRequest(request, prompt, stop, sampler, _loop.Pacer);
    }

    /// <summary>An embedding is a prompt behind which there is no room for output.</summary>
    private ActiveRequest Admissible(EmbeddingRequest request)
    {
        EmbeddingValidation.ThrowIfInvalid(request, _limits);
        int[] prompt = [.. request.Tokens];
        SamplingParams sampling = new() { MaxTokens = null };
        GenerateRequest generate = new()
        {
            Id = request.Id, Prompt = prompt, Sampling = sampling, Priority = request.Priority, CacheSalt = request.CacheSalt, Deadline = request.Deadline,
        };
        TokenSampler sampler = new(sampling, 0, 0, _limits.VocabularySize, prompt, []);
        return new ActiveRequest(generate, prompt, new StopCondition(sampling, [], room: 0), sampler, _loop.Pacer) { Pool = new HiddenPool(request.Pooling, request.Normalize, prompt.Length) };
    }

    private void BreakStreams(InferenceException end)
    {
        foreach (ActiveRequest request in _open.Keys) request.Break(end);
    }

    private void End(ActiveRequest request, FinishReason reason) => _thread.Post(() => _loop.End(request, reason));
}
