using Inference.Cluster;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;

namespace Inference.Scaling;

/// <summary>A replica as a queue: steps that compute some tokens of waiting prompts and one of each running sequence, and a cache of prompts, the least recently used first to go.</summary>
internal sealed class ReplicaModel(int number, ScaleOptions options, bool reportsCache)
{
    private readonly ReplicaReporter _reporter = new(new ReplicaId($"r{number}"), 1);
    private readonly Queue<(Conversation Stream, int Left)> _waiting = [];
    private readonly Dictionary<long, List<Conversation>> _endings = [];
    private readonly Dictionary<long, LinkedListNode<(long Owner, int Blocks)>> _cache = [];
    private readonly LinkedList<(long Owner, int Blocks)> _byUse = [];
    private int _running, _cachedBlocks, _inPrefill;
    private long _steps, _queuedTokens;

    public bool IsBusy { get; set; }

    /// <summary>Takes a request. Returns the tokens of its prompt that the cache has.</summary>
    public int Take(Conversation stream)
    {
        int system = Math.Min(Use(Conversation.TenantKey(stream.Tenant)), stream.SystemBlocks);
        int own = system == stream.SystemBlocks ? Math.Min(Use(stream.Id), stream.OwnBlocks - 1) : 0;
        int left = ((stream.Blocks - system) - own) * TokenBlock.Size;
        _waiting.Enqueue((stream, left));
        _queuedTokens += left;
        return (system + own) * TokenBlock.Size;
    }

    /// <summary>Computes a step. Says how long it takes, whose first token it makes, and who ends with it.</summary>
    public double Step(List<Conversation> first, List<Conversation> ended)
    {
        int prefill = 0;
        while (_waiting.TryPeek(out var next) && _running < options.MaxRunning && prefill < options.PrefillBudget)
        {
            int part = Math.Min(next.Left - _inPrefill, options.PrefillBudget - prefill);
            (prefill, _inPrefill, _queuedTokens) = (prefill + part, _inPrefill + part, _queuedTokens - part);
            if (_inPrefill < next.Left) break;
            _inPrefill = 0;
            _waiting.Dequeue();
            Begin(next.Stream);
            first.Add(next.Stream);
        }

        double seconds = options.StepSeconds + (prefill * options.SecondsPerPrefillToken) + (_running * options.SecondsPerSequence);
        if (_endings.Remove(++_steps, out List<Conversation>? over))
        {
            _running -= over.Count;
            ended.AddRange(over);
            foreach (Conversation stream in over)
            {
                stream.Answered();
                Cache(stream.Id, stream.OwnBlocks);
            }
        }

        IsBusy = _running > 0 || _waiting.Count > 0;
        return seconds;
    }

    public ReplicaReport Report() => _reporter.Delta(new ReplicaLoad(_queuedTokens, _running));

    private void Begin(Conversation stream)
    {
        _running++;
        Cache(Conversation.TenantKey(stream.Tenant), stream.SystemBlocks);
        Cache(stream.Id, stream.OwnBlocks);
        long end = _steps + stream.OutputTokens;
        if (!_endings.TryGetValue(end, out List<Conversation>? list)) _endings[end] = list = [];
        list.Add(stream);
    }

    private int Use(long owner)
    {
        if (!_cache.TryGetValue(owner, out var node)) return 0;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value.Blocks;
    }

    private void Cache(long owner, int blocks)
    {
        int known = Use(owner);
        if (blocks <= known) return;
        if (known > 0) _byUse.Remove(_cache[owner]);
        _cache[owner] = _byUse.AddLast((owner, blocks));
        _cachedBlocks += blocks - known;
        for (int i = known; i < blocks && reportsCache; i++) _reporter.Cached(new PrefixHash(Conversation.KeyOf(owner, i)));
        while (_cachedBlocks > options.CacheBlocks)
        {
            (long oldest, int count) = _byUse.First!.Value;
            _byUse.RemoveFirst();
            _cache.Remove(oldest);
            _cachedBlocks -= count;
            for (int i = 0; i < count && reportsCache; i++) _reporter.Evicted(new PrefixHash(Conversation.KeyOf(oldest, i)));
        }
    }
}
