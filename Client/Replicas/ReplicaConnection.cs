using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Inference.Abstractions.Batching;
using Inference.Cluster.Replicas;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Client.Replicas;

/// <summary>
/// One session with a replica: all requests that go there, and all that comes back. It lives until the replica falls silent, as a whole: then every
/// request on it learns so at once, and goes on elsewhere.
/// </summary>
internal sealed class ReplicaConnection : ITokenService, IReplicaHealth
{
    private readonly IBatcherGrain _batcher;
    private readonly TimeProvider _time;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<long, (string RequestId, ChannelWriter<TokenChunk> Chunks)> _streams = [];
    private readonly Action _die;
    private long _lastStream;
    private long _heardAt;
    private TimeSpan _sinceProgress;
    private Exception? _end;

    public ReplicaConnection(IBatcherGrain batcher, TimeProvider time)
    {
        (_batcher, _time) = (batcher, time);
        _heardAt = time.GetTimestamp();
        CancellationTokenSource gone = new();
        (Gone, _die) = (gone.Token, gone.Cancel);
    }

    /// <summary>Whether the replica was heard, and not lost since.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Requests that wait for chunks.</summary>
    public int Open => _streams.Count;

    public TimeSpan SinceProgress => _sinceProgress + Silence;

    public CancellationToken Gone { get; }

    private TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>Opens the session and reads it to its end, which comes when the replica is silent for too long.</summary>
    /// <param name="patience">So long.</param>
    /// <param name="report">Gets the replica's reports.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(TimeSpan patience, Action<ReplicaReport> report, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        IAsyncEnumerator<ReplicaFrame> frames = _batcher.OpenAsync(_session, stop.Token).GetAsyncEnumerator(stop.Token);
        try
        {
            while (await frames.MoveNextAsync().AsTask().WaitAsync(patience, _time, cancellation).ConfigureAwait(false)) Take(frames.Current, report);
            End(new TimeoutException("The replica has closed the session."));
        }
        catch (SiloUnavailableException error)
        {
            _die();
            End(error);
        }
        catch (Exception error)
        {
            End(new TimeoutException("The replica is out of reach.", error));
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            _ = LeaveAsync(frames);
        }
    }

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long stream = Interlocked.Increment(ref _lastStream);
        Channel<TokenChunk> chunks = Channel.CreateUnbounded<TokenChunk>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });
        _streams[stream] = (request.Id, chunks.Writer);
        if (Volatile.Read(ref _end) is { } end) chunks.Writer.TryComplete(end);
        else _ = SubmitAsync(stream, request, chunks.Writer);
        try
        {
            await foreach (TokenChunk chunk in chunks.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return chunk;
        }
        finally
        {
            if (_streams.TryRemove(stream, out _)) _ = _batcher.EndAsync(_session, stream, enough: !cancellationToken.IsCancellationRequested);
        }
    }

    public void EndChoice(string requestId, int choice) => _ = _batcher.EndChoiceAsync(requestId, choice);

    private async Task SubmitAsync(long stream, GenerateRequest request, ChannelWriter<TokenChunk> chunks)
    {
        try
        {
            if (await _batcher.GenerateAsync(_session, stream, request).ConfigureAwait(false)) return;
            chunks.TryComplete(new TimeoutException("The replica knows nothing of the session."));
        }
        catch (Exception error)
        {
            chunks.TryComplete(new TimeoutException("The replica is out of reach.", error));
        }
    }

    private void Take(ReplicaFrame frame, Action<ReplicaReport> report)
    {
        _sinceProgress = frame.SinceProgress;
        Volatile.Write(ref _heardAt, _time.GetTimestamp());
        IsOpen = true;
        foreach (ReplicaReport each in frame.Reports) report(each);
        foreach (StreamChunk chunk in frame.Chunks)
        {
            if (_streams.TryGetValue(chunk.Stream, out var stream)) stream.Chunks.TryWrite(chunk.ToChunk(stream.RequestId));
        }

        foreach (StreamEnd end in frame.Ends)
        {
            if (_streams.TryRemove(end.Stream, out var stream)) stream.Chunks.TryComplete(end.Failure?.ToException());
        }
    }

    private void End(Exception why)
    {
        IsOpen = false;
        Volatile.Write(ref _end, why);
        foreach ((long stream, _) in _streams)
        {
            if (_streams.TryRemove(stream, out var open)) open.Chunks.TryComplete(why);
        }
    }

    /// <summary>Says goodbye, if there is anybody to hear it; nothing waits for that.</summary>
    private static async Task LeaveAsync(IAsyncEnumerator<ReplicaFrame> frames)
    {
        try
        {
            await frames.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whoever does not answer has gone already.
        }
    }
}
