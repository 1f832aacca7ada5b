using Inference.Abstractions.Models;
using Inference.Cluster;
using Inference.Cluster.Replicas;
using Inference.Cluster.Resumption;
using Inference.Cluster.Routing;
using Inference.Contracts;
using Microsoft.Extensions.Logging;

namespace Inference.Client.Models;

/// <summary>
/// One version of a model in the cluster: routes requests among its replicas, and takes up on another what one has lost. In a silo's front
/// and in an application alike.
/// </summary>
public sealed partial class ClusterModel : ITokenService, IEmbeddingService, IAsyncDisposable
{
    private static readonly TimeSpan PublishPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ViewPause = TimeSpan.FromSeconds(0.5);
    private readonly IGrainFactory _grains;
    private readonly string _model;
    private readonly string _version;
    private readonly ClusterClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RoutingDirectory _directory;
    private readonly RoutedReplicas _routes;
    private readonly ReplicaConnections _connections;
    private readonly ResumingTokenService _tokens;
    private readonly ClusterVectors _vectors;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _publish;
    private readonly Lock _lock = new();
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;
    private int _open;

    /// <param name="grains">Of the cluster.</param>
    /// <param name="model">Its name.</param>
    /// <param name="version">Of it; empty where it has one only.</param>
    /// <param name="options">Read once.</param>
    /// <param name="time">By which patience is measured.</param>
    /// <param name="log">Hears of lost replicas.</param>
    public ClusterModel(IGrainFactory grains, string model, string version, ClusterClientOptions options, TimeProvider time, ILogger log)
    {
        (_grains, _model, _version, _options, _time, _log) = (grains, model, version, options, time, log);
        _directory = new RoutingDirectory(options.Routing);
        _routes = new RoutedReplicas(new RequestRouter(_directory, options.Routing), options.Routing, request => request.Session is { } session ? Cluster.StableHash.Of(session) : 0);
        _connections = new ReplicaConnections(grains, options, _directory, _routes, time, log);
        _tokens = new ResumingTokenService(_routes, options.Resumption, time, model: model, version: version);
        _vectors = new ClusterVectors(_routes, grains, options, time);
        _publish = time.CreateTimer(_ => Publish(), null, PublishPeriod, PublishPeriod);
    }

    /// <summary>Begins to look for replicas. To be called when the cluster can be reached.</summary>
    public void Start() => _watching = WatchAsync();

    /// <summary>Done when a replica can be reached.</summary>
    public Task Ready
    {
        get
        {
            lock (_lock) return _ready.Task;
        }
    }

    /// <summary>Called when the last replica is out of reach.</summary>
    public Action? Lost { get; set; }

    /// <summary>Replicas that take requests.</summary>
    public int Replicas => _directory.Current.Replicas;

    /// <summary>Why there are not as many replicas as wanted, for people.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Requests that wait or are answered.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What the front has to tell besides: tokens that wait before they come here.</summary>
    public Func<FrontDemand, FrontDemand>? Demand { get; set; }

    /// <summary>Says that somebody waits for the model, until a replica can be reached.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _open);
        try
        {
            while (!Ready.IsCompleted)
            {
                await WakeAsync().ConfigureAwait(false);
                await Task.WhenAny(Ready, Task.Delay(ViewPause, _time, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <inheritdoc cref="ResumingTokenService.Fix"/>
    public GenerateRequest Fix(GenerateRequest request) => _tokens.Fix(request);

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _open);
        if (Replicas == 0) _ = WakeAsync();
        try
        {
            await foreach (TokenChunk chunk in _tokens.GenerateAsync(request, cancellationToken).ConfigureAwait(false)) yield return chunk;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public void EndChoice(string requestId, int choice) => ((ITokenService)_tokens).EndChoice(requestId, choice);

    public Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default) => _vectors.EmbedAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _publish.DisposeAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _tokens.Dispose();
    }

    /// <summary>A front has one voice for each version: one that nobody uses must not hide another that somebody does.</summary>
    private FrontDemand NewDemand()
    {
        FrontDemand demand = new(_version.Length == 0 ? _options.Front : $"{_options.Front}/{_version}", Open);
        return Demand?.Invoke(demand) ?? demand;
    }

    /// <summary>A model that sleeps hears at once that somebody waits for it.</summary>
    private async Task WakeAsync()
    {
        try
        {
            await _grains.GetGrain<IModelGrain>(_model).ViewAsync(-1, NewDemand(), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The watch asks again.
        }
    }

    private void Publish()
    {
        bool any = _directory.Publish().Replicas > 0, lost = false;
        lock (_lock)
        {
            if (any) _ready.TrySetResult();
            else if (_ready.Task.IsCompleted) (lost, _ready) = (true, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (lost) Lost?.Invoke();
    }

    private async Task WatchAsync()
    {
        long known = -1;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ModelView? view = await _grains.GetGrain<IModelGrain>(_model).ViewAsync(known, NewDemand(), _stop.Token).ConfigureAwait(false);
                if (view is null) continue;
                known = view.Change;
                Problems = view.Problems;
                _connections.Follow(view.Replicas.Where(replica => replica.Version == _version), _stop.Token);
            }
            catch (Exception error)
            {
                // The grain's silo may just have died. What is connected stays so meanwhile.
                if (_stop.IsCancellationRequested) return;
                LogNoView(_log, _model, error.Message);
                await Task.Delay(ViewPause, _time).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} gives no view at the moment: {Reason}")]
    private static partial void LogNoView(ILogger log, string model, string reason);
}
