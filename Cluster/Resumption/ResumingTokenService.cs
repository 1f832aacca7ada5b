using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Inference.Cluster.Replicas;
using Inference.Contracts;

namespace Inference.Cluster.Resumption;

/// <summary>
/// One service out of many replicas that may die, hang, drain or be cut off at any time: a request that loses its replica goes on
/// elsewhere with the next token. Its client sees the stream of an undisturbed run, bit for bit: no token is lost and none comes twice.
/// </summary>
/// <remarks>Nothing in Cluster leaves its caller's scheduler (no <c>ConfigureAwait(false)</c>): grains and simulations own it.</remarks>
public sealed class ResumingTokenService : ITokenService, IDisposable
{
    private readonly ResumptionShared _shared;
    private readonly Func<ulong> _seeds;
    private readonly ConcurrentDictionary<string, ResumedStream> _open = [];

    /// <param name="replicas">Chooses the replica of each attempt.</param>
    /// <param name="options">Read once.</param>
    /// <param name="time">By which patience is measured.</param>
    /// <param name="seeds">Seeds for requests without one; unforeseeable unless given.</param>
    /// <param name="quarantine">Shared by the services of a front; the service's own unless given.</param>
    /// <param name="model">Of the replicas, in metrics.</param>
    /// <param name="version">Of the model, in metrics.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names all problems.</exception>
    public ResumingTokenService(IReplicaSelector replicas, ResumptionOptions options, TimeProvider time, Func<ulong>? seeds = null, Quarantine? quarantine = null, string? model = null, string? version = null)
    {
        options.ThrowIfInvalid();
        _seeds = seeds ?? DrawSeed;
        _shared = new ResumptionShared(
            replicas,
            options,
            time,
            quarantine ?? new Quarantine(options.MaxDeaths, options.QuarantineTime, time),
            new RetryBudget(options.RetryShare, options.RetryReserve),
            new RetryBudget(options.HedgeShare, reserve: 1),
            new ResumptionInstruments(model, version));
    }

    /// <summary>The request with all that its output depends on, so that it can be computed again: where it has no seed, it gets one.</summary>
    public GenerateRequest Fix(GenerateRequest request) =>
        request.Sampling.Seed is null ? request with { Sampling = request.Sampling with { Seed = _seeds() } } : request;

    /// <inheritdoc/>
    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _shared.Retries.Deposit();
        _shared.Hedges.Deposit();
        request = Fix(request);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource? deadline = DeadlineOf(request);
        using CancellationTokenRegistration passed = deadline?.Token.UnsafeRegister(state => ((CancellationTokenSource)state!).Cancel(), end) ?? default;

        // The deadline is kept here. A replica whose clock is ahead must not end the request before its time.
        GenerateRequest sent = request.Deadline is { } at ? request with { Deadline = Later(at) } : request;
        ResumedStream stream = new(_shared, sent);
        _open[request.Id] = stream;
        try
        {
            await using IAsyncEnumerator<TokenChunk> chunks = stream.ReadAsync(end.Token).GetAsyncEnumerator(CancellationToken.None);
            while (await MoveAsync(chunks, deadline, cancellationToken)) yield return chunks.Current;
        }
        finally
        {
            // A later attempt at the request may have taken its place.
            _open.TryRemove(new KeyValuePair<string, ResumedStream>(request.Id, stream));
        }
    }

    /// <inheritdoc/>
    public void EndChoice(string requestId, int choice)
    {
        if (_open.TryGetValue(requestId, out ResumedStream? stream)) stream.EndChoice(choice);
    }

    public void Dispose() => _shared.Instruments.Dispose();

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<TokenChunk> chunks, CancellationTokenSource? deadline, CancellationToken caller)
    {
        try
        {
            return await chunks.MoveNextAsync();
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true } && !caller.IsCancellationRequested)
        {
            throw new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed.");
        }
    }

    private DateTimeOffset Later(DateTimeOffset deadline) => DateTimeOffset.MaxValue - deadline > _shared.Options.ClockSkew ? deadline + _shared.Options.ClockSkew : deadline;

    private CancellationTokenSource? DeadlineOf(GenerateRequest request)
    {
        if (request.Deadline is not { } deadline) return null;
        TimeSpan left = deadline - _shared.Time.GetUtcNow();
        if (left <= TimeSpan.Zero) throw new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed.");
        return left > TimeSpan.FromDays(30) ? null : new CancellationTokenSource(left, _shared.Time);
    }

    private static ulong DrawSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
