using Inference.Cluster;
using Inference.Cluster.Replicas;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Network;
using Inference.Simulation.Time;

namespace Inference.Simulation.Nodes;

/// <summary>A process with an engine, behind its gate. It sends chunks as long as they are acknowledged, and reports itself to all fronts.</summary>
internal sealed class ReplicaNode : Node
{
    private const int Window = 8;
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(250), ConsumerPatience = TimeSpan.FromSeconds(4);
    private readonly SimulatedNetwork _network;
    private readonly Func<IEnumerable<FrontNode>> _fronts;
    private readonly Action<Func<Task>> _go;
    private readonly ReplicaReporter _reporter;
    private readonly ReplicaGate _gate;
    private readonly Dictionary<long, ServedStream> _streams = [];
    private readonly HashSet<PrefixHash> _cached = [];
    private bool _draining;
    private bool _resync;

    public ReplicaNode(string name, long incarnation, NodeClock clock, SimulatedNetwork network, SimulatedEngineOptions options, Func<IEnumerable<FrontNode>> fronts, Action<Func<Task>> go)
        : base(name, incarnation, clock)
    {
        (_network, _fronts, _go) = (network, fronts, go);
        Engine = new SimulatedEngine(clock, options) { Began = Cache };
        _gate = new ReplicaGate(Engine, new ReplicaGateOptions { ConsumerPatience = ConsumerPatience }, clock);
        _reporter = new ReplicaReporter(new ReplicaId(name), incarnation);
    }

    public SimulatedEngine Engine { get; }

    /// <summary>Whether the others think that it is dead.</summary>
    public bool WasDeclaredDead { get; set; }

    public int OpenAtGate => _gate.Open;

    public async Task ReportAsync()
    {
        while (IsUp)
        {
            ReplicaLoad load = new(Engine.Open * 20, Engine.Open, !_draining);
            ReplicaReport report = _resync ? _reporter.Full(load) : _reporter.Delta(load);
            _resync = false;
            long steps = Engine.Open == 0 ? -1 : Engine.Steps;
            foreach (FrontNode front in _fronts()) _network.Send(this, front, () => front.Heard(this, report, steps));
            await Task.Delay(ReportPeriod, Clock);
        }
    }

    public void Resync() => _resync = true;

    /// <summary>Takes no new requests; done when those in work have ended.</summary>
    public Task DrainAsync()
    {
        _draining = true;
        return _gate.DrainAsync();
    }

    /// <summary>A front asks for a stream. The same message may come twice.</summary>
    public void Start(FrontNode front, long stream, GenerateRequest request)
    {
        if (_streams.ContainsKey(stream)) return;
        ServedStream served = _streams[stream] = new ServedStream();
        _go(() => ServeAsync(front, stream, request, served));
    }

    public void Acknowledge(long stream, int count)
    {
        if (_streams.TryGetValue(stream, out ServedStream? served)) served.Acknowledge(count);
    }

    public void Cancel(long stream)
    {
        // The cancellation may have overtaken the request.
        if (!_streams.TryGetValue(stream, out ServedStream? served)) _streams[stream] = served = new ServedStream();
        served.Stop.Cancel();
    }

    private async Task ServeAsync(FrontNode front, long stream, GenerateRequest request, ServedStream served)
    {
        int sent = 0;
        try
        {
            await foreach (TokenChunk chunk in _gate.GenerateAsync(request, served.Stop.Token))
            {
                int number = ++sent;
                _network.Send(this, front, () => front.Arrived(this, stream, number, chunk));
                while (sent - served.Acknowledged >= Window) await served.WaitAsync().WaitAsync(served.Stop.Token);
            }

            _network.Send(this, front, () => front.Ended(stream, null));
        }
        catch (InferenceException error)
        {
            _network.Send(this, front, () => front.Ended(stream, error));
        }
        catch (OperationCanceledException)
        {
            _network.Send(this, front, () => front.Ended(stream, new OperationCanceledException()));
        }
    }

    private void Cache(GenerateRequest request)
    {
        PrefixHash hash = PrefixHash.Root(request.CacheSalt);
        int[] prompt = [.. request.Prompt];
        for (int at = 0; at + TokenBlock.Size <= prompt.Length; at += TokenBlock.Size)
        {
            hash = hash.Next(prompt.AsSpan(at, TokenBlock.Size));
            if (_cached.Add(hash)) _reporter.Cached(hash);
        }
    }

    private sealed class ServedStream
    {
        private TaskCompletionSource _acknowledged = new();

        public CancellationTokenSource Stop { get; } = new();

        public int Acknowledged { get; private set; }

        public Task WaitAsync() => _acknowledged.Task;

        public void Acknowledge(int count)
        {
            if (count <= Acknowledged) return;
            Acknowledged = count;
            TaskCompletionSource last = _acknowledged;
            _acknowledged = new TaskCompletionSource();
            last.TrySetResult();
        }
    }
}
