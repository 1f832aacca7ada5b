using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Hosting;

namespace Inference.Grains.Tests;

/// <summary>
/// Computes tokens as an engine does: each is a function of prompt, seed, choice and position. It makes one position of every request whenever the test
/// lets it, so that tests wait for phases and not for time.
/// </summary>
internal sealed class ScriptedEngine(string node, ICacheWatch watch, Action<string, ScriptedEngine> took) : ITokenService, IEmbeddingService, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Channel<bool>> _permits = [];
    private readonly ConcurrentDictionary<string, bool> _cancelled = [];
    private volatile bool _free;

    public string Node => node;

    public ICollection<string> Open => _permits.Keys;

    /// <summary>Requests that were cancelled here.</summary>
    public ICollection<string> Cancelled => _cancelled.Keys;

    public bool IsDisposed { get; private set; }

    /// <summary>What any engine makes of a request.</summary>
    public static int TokenOf(GenerateRequest request, int choice, int position) =>
        HashCode.Combine(request.Prompt.Aggregate(17, (hash, token) => (hash * 31) + token), request.Sampling.Seed, choice, position) & 0xffff;

    public EngineProgress Progress() => new(!_permits.IsEmpty, DateTimeOffset.UtcNow, 0, new EngineLoad(_permits.Count, 0, 0, false, 100, 100), null);

    /// <summary>Lets every request that is open make so many positions more.</summary>
    public void Allow(int positions)
    {
        foreach (Channel<bool> permits in _permits.Values)
        {
            for (int i = 0; i < positions; i++) permits.Writer.TryWrite(true);
        }
    }

    /// <summary>From now on nothing waits.</summary>
    public void Free()
    {
        _free = true;
        foreach (Channel<bool> permits in _permits.Values) permits.Writer.TryComplete();
    }

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<bool> permits = _permits[request.Id] = Channel.CreateUnbounded<bool>();
        if (_free) permits.Writer.TryComplete();
        watch.Cached(PrefixHash.Root(request.Id));
        took(request.Id, this);
        try
        {
            int most = request.Sampling.MaxTokens ?? 16;
            int[] positions = [.. Enumerable.Range(0, request.Sampling.N).Select(choice => choice < request.Emitted.Count ? request.Emitted[choice].Count : 0)];
            while (positions.Any(position => position < most))
            {
                if (await permits.Reader.WaitToReadAsync(cancellationToken)) permits.Reader.TryRead(out _);
                for (int choice = 0; choice < positions.Length; choice++)
                {
                    if (positions[choice] >= most) continue;
                    int position = positions[choice]++;
                    yield return new TokenChunk
                    {
                        RequestId = request.Id, Choice = choice, Position = position, Tokens = [TokenOf(request, choice, position)], FinishReason = position == most - 1 ? FinishReason.Length : null,
                    };
                }
            }
        }
        finally
        {
            _permits.TryRemove(request.Id, out _);
            if (cancellationToken.IsCancellationRequested) _cancelled[request.Id] = true;
        }
    }

    public Task<Embedding> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Embedding([.. request.Tokens.Select(token => token * 0.5f)], request.Tokens.Count));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
