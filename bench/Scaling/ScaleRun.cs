using Inference.Cluster.Routing;

namespace Inference.Scaling;

/// <summary>The whole cluster under one policy: streams that ask the next question as soon as they have their answer.</summary>
internal sealed class ScaleRun
{
    private readonly ScaleOptions _options;
    private readonly RoutingDirectory _directory = new(new RoutingOptions());
    private readonly RequestRouter _router;
    private readonly ReplicaModel[] _replicas;
    private readonly int[] _replicaOfSlot;
    private readonly PriorityQueue<int, (double At, int Order)> _events = new();
    private readonly List<float> _firstTokens = [];
    private long _promptTokens, _cachedTokens, _outputTokens;
    private long _conversations;
    private double _now;
    private int _order;

    public ScaleRun(string policy, ScaleOptions options)
    {
        _options = options;
        _replicas = [.. Enumerable.Range(0, options.Replicas).Select(i => new ReplicaModel(i, options, reportsCache: policy == RoutingPolicies.PrefixAware))];
        foreach (ReplicaModel replica in _replicas) _directory.Apply(replica.Report());
        _directory.Publish();
        _router = new RequestRouter(_directory, new RoutingOptions { Policy = policy });
        _replicaOfSlot = [.. Enumerable.Range(0, options.Replicas).Select(slot => int.Parse(_directory.Current.ReplicaAt(slot)!.Value.Name[1..]))];
    }

    public double HitRate => (double)_cachedTokens / _promptTokens;

    public double OutputPerSecond => _outputTokens / _options.MeasuredSeconds;

    public long Requests => _firstTokens.Count;

    public double FirstToken(double quantile) => _firstTokens[(int)(quantile * (_firstTokens.Count - 1))];

    public ScaleRun Run()
    {
        Random random = new(1);
        double end = _options.WarmUpSeconds + _options.MeasuredSeconds;
        Conversation[] streams = [.. Enumerable.Range(0, _options.Streams).Select(_ => new Conversation(_options, random, () => ++_conversations))];
        for (int i = 0; i < streams.Length; i++) At(_options.WarmUpSeconds / 3 * i / streams.Length, -1 - i);
        for (int i = 0; i < _replicas.Length; i++) At(_options.ReportSeconds * i / _replicas.Length, _replicas.Length + i);
        List<Conversation> first = [], ended = [];
        while (_events.TryDequeue(out int what, out var when) && when.At < end)
        {
            _now = when.At;
            if (what < 0) Ask(streams[-1 - what]);
            else if (what >= _replicas.Length) Report(what - _replicas.Length);
            else Step(what, first, ended);
        }

        _firstTokens.Sort();
        return this;
    }

    private void Ask(Conversation stream)
    {
        stream.Ask();
        stream.ArrivedAt = _now;
        int slot = _router.Route(new RoutingQuery(stream.Keys(), stream.Blocks * 16, (ulong)stream.Id), out _);
        int number = _replicaOfSlot[slot];
        ReplicaModel replica = _replicas[number];
        int cached = replica.Take(stream);
        if (_now >= _options.WarmUpSeconds) (_promptTokens, _cachedTokens) = (_promptTokens + (stream.Blocks * 16), _cachedTokens + cached);
        if (replica.IsBusy) return;
        replica.IsBusy = true;
        At(_now, number);
    }

    private void Step(int number, List<Conversation> first, List<Conversation> ended)
    {
        double done = _now + _replicas[number].Step(first, ended);
        if (_now >= _options.WarmUpSeconds)
        {
            foreach (Conversation stream in first) _firstTokens.Add((float)(done - stream.ArrivedAt));
            foreach (Conversation stream in ended) _outputTokens += stream.OutputTokens;
        }

        if (_replicas[number].IsBusy) At(done, number);
        double now = _now;
        _now = done;
        foreach (Conversation stream in ended) Ask(stream);
        _now = now;
        first.Clear();
        ended.Clear();
    }

    private void Report(int number)
    {
        _directory.Apply(_replicas[number].Report());

        // Four tables for each round of reports: 20 a second.
        if (number % (_replicas.Length / 4) == 0) _directory.Publish();
        At(_now + _options.ReportSeconds, _replicas.Length + number);
    }

    private void At(double time, int what) => _events.Enqueue(what, (time, _order++));
}
