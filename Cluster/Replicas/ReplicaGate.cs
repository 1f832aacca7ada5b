using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Cluster.Replicas;

/// <summary>
/// Stands before an engine that is reached from elsewhere. Of each request it serves the latest attempt only; a request whose
/// consumer is gone ends; a replica that drains takes no new ones. So a replica that wakes after it was given up does no harm.
/// </summary>
public sealed class ReplicaGate : ITokenService
{
    private readonly ITokenService _engine;
    private readonly ReplicaGateOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Claim> _claims = [];
    private readonly Queue<(string Id, Claim Claim, long EndedAt)> _ended = [];
    private readonly List<TaskCompletionSource> _drained = [];
    private bool _draining;

    /// <param name="engine">Serves the requests.</param>
    /// <param name="options">Read once.</param>
    /// <param name="time">The replica's own clock.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public ReplicaGate(ITokenService engine, ReplicaGateOptions options, TimeProvider time)
    {
        options.ThrowIfInvalid();
        (_engine, _options, _time) = (engine, options, time);
    }

    /// <summary>Requests in work.</summary>
    public int Open { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">Also where a later attempt at the same request came, or where nobody takes the chunks.</exception>
    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CancellationTokenSource end = new();
        Claim claim = Enter(request, end);
        try
        {
            using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(state => ((CancellationTokenSource)state!).Cancel(), end);
            await using ITimer idle = _time.CreateTimer(_ => Expire(request, claim), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await foreach (TokenChunk chunk in _engine.GenerateAsync(request, end.Token))
            {
                end.Token.ThrowIfCancellationRequested();
                idle.Change(_options.ConsumerPatience, Timeout.InfiniteTimeSpan);
                yield return chunk;
                idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            // What was ended may end without a word, and must not seem finished.
            end.Token.ThrowIfCancellationRequested();
        }
        finally
        {
            Exit(request, claim);
        }
    }

    /// <inheritdoc/>
    public void EndChoice(string requestId, int choice) => _engine.EndChoice(requestId, choice);

    /// <summary>Refuses new requests from now on. Done when those in work have ended.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            _draining = true;
            if (Open == 0) return Task.CompletedTask;
            TaskCompletionSource drained = new();
            _drained.Add(drained);
            return drained.Task;
        }
    }

    private Claim Enter(GenerateRequest request, CancellationTokenSource end)
    {
        Claim claim = new(request.Attempt) { End = end };
        Claim? earlier;
        lock (_lock)
        {
            Forget();
            _claims.TryGetValue(request.Id, out earlier);
            if (earlier is not null && earlier.Attempt >= request.Attempt) throw new SupersededException();
            if (_draining) throw new InferenceException(InferenceError.Draining, "The replica is shutting down.");
            _claims[request.Id] = claim;
            Open++;
        }

        earlier?.End?.Cancel();
        return claim;
    }

    /// <summary>Nobody takes the chunks; nobody need ever come back to this stream for it to be over.</summary>
    private void Expire(GenerateRequest request, Claim claim)
    {
        claim.End?.Cancel();
        Exit(request, claim);
    }

    private void Exit(GenerateRequest request, Claim claim)
    {
        TaskCompletionSource[] drained = [];
        lock (_lock)
        {
            if (claim.End is null) return;
            claim.End = null;
            Open--;
            _ended.Enqueue((request.Id, claim, _time.GetTimestamp()));
            if (Open == 0) drained = [.. _drained];
        }

        foreach (TaskCompletionSource waiting in drained) waiting.TrySetResult();
    }

    private void Forget()
    {
        while (_ended.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.EndedAt) >= _options.AttemptMemory)
        {
            _ended.Dequeue();
            if (_claims.TryGetValue(oldest.Id, out Claim? last) && last == oldest.Claim) _claims.Remove(oldest.Id);
        }
    }

    /// <summary>The right of one attempt to be served.</summary>
    private sealed class Claim(long attempt)
    {
        public long Attempt => attempt;

        /// <summary>Ends it. Null where it has ended: claims are remembered long behind that.</summary>
        public CancellationTokenSource? End { get; set; }
    }
}
