using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Inference.Cluster.Replicas;
using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>One request on its way over as many replicas as it takes.</summary>
internal sealed class ResumedStream
{
    private readonly ResumptionShared _shared;
    private readonly UInt128 _fingerprint;
    private readonly StreamRecord _record;
    private readonly AttemptPauses _pauses;
    private readonly HashSet<ReplicaId> _avoid = [];
    private readonly EndedChoices _ended;
    private InferenceException? _refusal;
    private long? _gapSince;
    private long _attempts;
    private int _silentReplicas;

    /// <param name="shared">Of the service.</param>
    /// <param name="request">With its seed.</param>
    public ResumedStream(ResumptionShared shared, GenerateRequest request)
    {
        (_shared, _attempts) = (shared, request.Attempt);
        _fingerprint = RequestFingerprint.Of(request);
        _record = new StreamRecord(request);
        _ended = new EndedChoices(request.Id);
        _pauses = new AttemptPauses(shared.Options, shared.Time, request.Id);
    }

    public async IAsyncEnumerable<TokenChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        _shared.Quarantine.ThrowIfHeld(_fingerprint);
        List<TokenChunk> next = [];
        ReplicaAttempt? attempt = null;
        try
        {
            while (!_record.IsComplete)
            {
                AttemptEvent happened;
                if (attempt is null)
                {
                    (attempt, happened) = await OpenAsync(cancellation);
                    _ended.TellTo(attempt.Route.Service);
                }
                else
                {
                    happened = await attempt.NextAsync(GapPatience());
                }

                AttemptEventKind end = Take(happened, next);
                foreach (TokenChunk chunk in next) yield return chunk;
                next.Clear();
                if (end == AttemptEventKind.Chunk || _record.IsComplete) continue;
                attempt.Abandon();
                Judge(attempt.Route, happened with { Kind = end });
                attempt = null;
                if (_record.WasAborted) _record.Abort(next);
                foreach (TokenChunk chunk in next) yield return chunk;
                next.Clear();
            }

            _shared.Quarantine.RecordSuccess(_fingerprint);
        }
        finally
        {
            if (cancellation.IsCancellationRequested) attempt?.Abandon();
            else attempt?.Leave();
        }
    }

    /// <summary>Nobody wants more of a choice, on whichever replica it is computed.</summary>
    public void EndChoice(int choice) => _ended.Add(choice);

    /// <summary>Takes what came. The result is not <see cref="AttemptEventKind.Chunk"/> where the attempt is over.</summary>
    private AttemptEventKind Take(AttemptEvent happened, List<TokenChunk> next)
    {
        if (happened.Kind != AttemptEventKind.Chunk) return happened.Kind;
        if (!_record.TryTake(happened.Chunk!, next)) return AttemptEventKind.Broken;
        if (next.Count > 0)
        {
            _pauses.Reset();
            _silentReplicas = 0;
        }

        if (!_record.HasGap) _gapSince = null;
        else _gapSince ??= _shared.Time.GetTimestamp();
        return GapPatience() == TimeSpan.Zero ? AttemptEventKind.Broken : AttemptEventKind.Chunk;
    }

    private TimeSpan? GapPatience()
    {
        if (_gapSince is not { } since) return null;
        TimeSpan left = _shared.Options.GapPatience - _shared.Time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Takes note of why an attempt did not bring the request to its end.</summary>
    /// <exception cref="InferenceException">There is to be no other one.</exception>
    private void Judge(ReplicaRoute route, AttemptEvent end)
    {
        _shared.Instruments.Lost(end.Kind);
        _avoid.Add(route.Replica);
        _gapSince = null;
        _record.BeginAttempt();
        switch (AttemptVerdicts.Of(end))
        {
            case AttemptVerdict.Final:
                ExceptionDispatchInfo.Throw(end.Error!);
                break;
            case AttemptVerdict.Died:
                // An engine that says it failed may fail again; a dead process dies once.
                _shared.Quarantine.RecordDeath(_fingerprint, end.Error is InferenceException ? end.Error : route.Health);
                break;
            case AttemptVerdict.Lost:
                if (++_silentReplicas > _shared.Options.MaxSilentReplicas) throw Unavailable($"{_silentReplicas} replicas in turn fell silent on this request.", end.Error);
                break;
            case AttemptVerdict.Refused:
                // What has begun goes on whatever the budget: its end is owed.
                _refusal = (InferenceException)end.Error!;
                if (!_record.HasTokens && !_shared.Retries.TryWithdraw()) throw _refusal;
                break;
        }
    }

    /// <summary>Starts an attempt on a replica that takes it, and waits for what comes first.</summary>
    private async ValueTask<(ReplicaAttempt Attempt, AttemptEvent First)> OpenAsync(CancellationToken cancellation)
    {
        ReplicaRoute? route;
        while (!_shared.Replicas.TrySelect(_record.Rest(_attempts), _avoid, out route))
        {
            // All that are left have failed or refused it. They may be asked again, but not at once.
            if (_refusal is { Error: InferenceError.Overloaded } && !_record.HasTokens) throw _refusal;
            if (_pauses.AreOver) throw _record.HasTokens || _refusal is null ? Unavailable("No replica of the model can be reached.", _refusal) : _refusal;
            _avoid.Clear();
            await _pauses.PauseAsync(cancellation);
        }

        ReplicaAttempt attempt = Start(route, cancellation);
        return await FirstAsync(attempt, cancellation);
    }

    private ReplicaAttempt Start(ReplicaRoute route, CancellationToken cancellation)
    {
        _shared.Instruments.Began();
        return new ReplicaAttempt(route, _record.Rest(_attempts++), _shared.Options, _shared.Time, cancellation);
    }

    /// <summary>The first event of an attempt, or of a second one beside it where the first is slow: both compute the same tokens.</summary>
    private async ValueTask<(ReplicaAttempt Attempt, AttemptEvent First)> FirstAsync(ReplicaAttempt attempt, CancellationToken cancellation)
    {
        // A request that may be deadly is not given to two replicas at once.
        if (_shared.Options.HedgeAfter is not { } after || _shared.Quarantine.IsSuspect(_fingerprint)) return (attempt, await attempt.NextAsync());
        Task<AttemptEvent> first = attempt.NextAsync().AsTask();
        if (await IsDoneWithinAsync(first, after, cancellation)) return (attempt, await first);

        HashSet<ReplicaId> others = [.. _avoid, attempt.Route.Replica];
        if (!_shared.Replicas.TrySelect(_record.Rest(_attempts), others, out ReplicaRoute? route) || !_shared.Hedges.TryWithdraw()) return (attempt, await first);
        _shared.Instruments.Hedged();
        ReplicaAttempt hedge = Start(route, cancellation);
        Task<AttemptEvent> second = hedge.NextAsync().AsTask();
        bool hedgeWon = await Task.WhenAny(first, second) == second;
        (ReplicaAttempt winner, Task<AttemptEvent> won, ReplicaAttempt loser, Task<AttemptEvent> left) = hedgeWon ? (hedge, second, attempt, first) : (attempt, first, hedge, second);
        AttemptEvent happened = await won;
        if (happened.Kind == AttemptEventKind.Chunk || AttemptVerdicts.Of(happened) == AttemptVerdict.Final)
        {
            loser.Abandon();
            return (winner, happened);
        }

        winner.Abandon();
        try
        {
            Judge(winner.Route, happened);
        }
        catch
        {
            loser.Abandon();
            throw;
        }

        return (loser, await left);
    }

    private async Task<bool> IsDoneWithinAsync(Task<AttemptEvent> first, TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await first.WaitAsync(time, _shared.Time, cancellation);
            return true;
        }
        catch (TimeoutException) when (!first.IsCompleted)
        {
            return false;
        }
    }

    private static InferenceException Unavailable(string message, Exception? inner) =>
        new(InferenceError.Unavailable, message, inner) { RetryAfter = TimeSpan.FromSeconds(1) };
}
