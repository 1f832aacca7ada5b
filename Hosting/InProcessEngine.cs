using System.Diagnostics;
using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.ModelFiles;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting;

/// <summary>
/// An engine in the application's own process. It loads its model once, in the background, and whoever wants something of it meanwhile waits.
/// Disposal ends what is in work with an error, and frees everything.
/// </summary>
public sealed class InProcessEngine : ITokenService, IEmbeddingService, IEngineOperations, IAsyncDisposable, IDisposable
{
    private readonly InferenceEngineOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task<RunningModel>? _loading;
    private bool _isDisposed;

    /// <param name="options">Valid ones.</param>
    /// <param name="logger">Told how far the loading is.</param>
    internal InProcessEngine(InferenceEngineOptions options, ILogger<InProcessEngine> logger) => (_options, _logger) = (options, logger);

    /// <summary>What the model is called.</summary>
    public string Name => _options.NameOrDefault;

    /// <summary>Whether the model is ready: then nobody waits for it.</summary>
    public bool IsLoaded => Volatile.Read(ref _loading)?.IsCompletedSuccessfully == true;

    internal ModelLoading Loading => _options.Loading;

    /// <summary>Loads the model, unless that was done or is under way. After a failure, the next call tries again.</summary>
    /// <param name="cancellationToken">Ends the waiting; the loading goes on for others.</param>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="ModelLoadException">The options do not fit it, or the machine.</exception>
    public Task LoadAsync(CancellationToken cancellationToken = default) => RunningAsync(cancellationToken);

    /// <summary>The model as clients see it: its tokenizer, its template, what it is called.</summary>
    /// <exception cref="ModelFileException">The model cannot be read.</exception>
    /// <exception cref="ModelLoadException">The options do not fit it, or the machine.</exception>
    public async Task<ServedModel> GetModelAsync(CancellationToken cancellationToken = default) => (await RunningAsync(cancellationToken).ConfigureAwait(false)).Served;

    /// <inheritdoc/>
    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RunningModel running = await RunningAsync(cancellationToken).ConfigureAwait(false);
        await foreach (TokenChunk chunk in running.Local.Service.GenerateAsync(request, cancellationToken).ConfigureAwait(false)) yield return chunk;
    }

    /// <inheritdoc/>
    public async Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        RunningModel running = await RunningAsync(cancellationToken).ConfigureAwait(false);
        return await running.Local.VectorService.EmbedAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<EngineSnapshot> ObserveAsync(CancellationToken cancellationToken = default)
    {
        RunningModel running = await RunningAsync(cancellationToken).ConfigureAwait(false);
        return await running.Local.Operations.ObserveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> CancelAsync(string requestId, CancellationToken cancellationToken = default)
    {
        RunningModel running = await RunningAsync(cancellationToken).ConfigureAwait(false);
        return await running.Local.Operations.CancelAsync(requestId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses new requests from now on. Done when those that were taken have ended; one that has no model yet is done at once.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _loading) is { IsCompletedSuccessfully: true } loaded) await (await loaded.ConfigureAwait(false)).Local.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task<RunningModel>? loading;
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            loading = _loading;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (loading is null) return;
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully) await (await loading.ConfigureAwait(false)).Local.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The same, for containers that are not disposed of asynchronously. It blocks meanwhile.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    internal Task<RunningModel> RunningAsync(CancellationToken cancellation)
    {
        Task<RunningModel> loading;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_loading is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // It takes a thread for as long as minutes, which the pool need not give.
                _loading = Task.Factory.StartNew(Load, _stop.Token, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
            }

            loading = _loading;
        }

        return loading.WaitAsync(cancellation);
    }

    private RunningModel Load()
    {
        long began = Stopwatch.GetTimestamp();
        LoadingLog log = new(_logger, _options.Model);
        ServedModelOptions served = _options.ToServed();
        LocalModel local = LocalModel.Load(_options.ToLocal(), log.Report, _stop.Token);
        log.Done(Name, Stopwatch.GetElapsedTime(began));
        return new RunningModel(local, LocalServedModel.Of(local, _options.Model, served));
    }
}

/// <summary>A model that is ready.</summary>
internal sealed record RunningModel(LocalModel Local, ServedModel Served);
