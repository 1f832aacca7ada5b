using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Inference.Abstractions.Batching;
using Inference.Abstractions.Wire;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Grains.Batching;

/// <summary>
/// Everything that one front has of a replica. Its streams are produced outside the grain; whenever the front takes a frame, it gets all that is
/// there. So a step of the engine costs a message or two, however many streams it has a token for.
/// </summary>
internal sealed class ReplicaSession(ITokenService service, Func<TimeSpan> sinceProgress, TimeProvider time) : IDisposable
{
    private readonly Channel<object> _outbox = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<long, (GenerateRequest Request, CancellationTokenSource End)> _open = [];
    private readonly CancellationTokenSource _closed = new();
    private long _readAt = time.GetTimestamp();

    /// <summary>How long ago the front took its last frame.</summary>
    public TimeSpan Unread => time.GetElapsedTime(Volatile.Read(ref _readAt));

    public void Tell(ReplicaReport report) => _outbox.Writer.TryWrite(report);

    public void Start(long stream, GenerateRequest request)
    {
        CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        if (_open.TryAdd(stream, (request, end))) _ = Task.Run(() => PumpAsync(stream, request, end));
    }

    /// <summary>Nobody waits for a stream any more.</summary>
    public void End(long stream, bool enough)
    {
        if (!_open.TryGetValue(stream, out var open)) return;
        if (enough)
        {
            for (int choice = 0; choice < open.Request.Sampling.N; choice++) service.EndChoice(open.Request.Id, choice);
            return;
        }

        try
        {
            open.End.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public async IAsyncEnumerable<ReplicaFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await _outbox.Reader.WaitToReadAsync(cancellation)) yield return Take();
    }

    public void Dispose()
    {
        _outbox.Writer.TryComplete();
        _closed.Cancel();
    }

    private ReplicaFrame Take()
    {
        Volatile.Write(ref _readAt, time.GetTimestamp());
        List<StreamChunk> chunks = [];
        List<StreamEnd> ends = [];
        List<ReplicaReport> reports = [];
        while (_outbox.Reader.TryRead(out object? next))
        {
            if (next is StreamChunk chunk) chunks.Add(chunk);
            else if (next is StreamEnd end) ends.Add(end);
            else reports.Add((ReplicaReport)next);
        }

        return new ReplicaFrame { SinceProgress = sinceProgress(), Chunks = chunks, Ends = ends, Reports = reports };
    }

    private async Task PumpAsync(long stream, GenerateRequest request, CancellationTokenSource end)
    {
        Failure? failure = null;
        try
        {
            await foreach (TokenChunk chunk in service.GenerateAsync(request, end.Token).ConfigureAwait(false)) _outbox.Writer.TryWrite(StreamChunk.Of(stream, chunk));
        }
        catch (Exception error)
        {
            failure = Failure.Of(error);
        }

        _open.TryRemove(stream, out _);
        _outbox.Writer.TryWrite(new StreamEnd(stream, failure));
        end.Dispose();
    }
}
