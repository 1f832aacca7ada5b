using Inference.Cluster;
using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Inference.Cluster.Reattachment;
using Inference.Cluster.Replicas;
using Inference.Cluster.Resumption;
using Inference.Cluster.Routing;
using Inference.Cluster.Routing.Reports;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Network;
using Inference.Simulation.Time;

namespace Inference.Simulation.Nodes;

/// <summary>A process that clients connect to: admission, journal, routing and resumption over the replicas that it hears of.</summary>
internal sealed class FrontNode : Node, IDisposable
{
    private readonly RoutingDirectory _directory;
    private readonly RoutedReplicas _replicas;
    private readonly ResumingTokenService _service;
    private readonly AdmissionOptions _admissionOptions;
    private readonly LeasedBudgets _budgets;
    private readonly IRequestJournal _journal;
    private readonly ResponseReattachment _reattachment;
    private readonly Dictionary<string, RemoteReplica> _remotes = [];
    private readonly Dictionary<long, Mailbox<TokenChunk>> _streams = [];
    private readonly HashSet<Connection> _connections = [];
    private readonly Func<long> _nextStream;
    private readonly Action<Func<Task>> _go;

    public FrontNode(string name, long incarnation, NodeClock clock, SimulatedNetwork network, Scenario scenario, IRequestJournal journal, AuthorityNode authority, Func<long> nextStream, Action<Func<Task>> go)
        : base(name, incarnation, clock)
    {
        (Network, _journal, _nextStream, _go) = (network, journal, nextStream, go);
        RoutingOptions routing = new() { Policy = scenario.Policy, Seed = scenario.Seed };
        _directory = new RoutingDirectory(routing);
        _replicas = new RoutedReplicas(new RequestRouter(_directory, routing), routing);
        _service = new ResumingTokenService(_replicas, scenario.Resumption, clock, scenario.NextSeed);
        _admissionOptions = scenario.Admission;
        _budgets = new LeasedBudgets(new RemoteAuthority(this, authority), new LeaseOptions { SpareTokens = 200 }, $"{name}-{incarnation}", clock);
        Admission = new AdmissionController(scenario.Admission, _budgets, clock);
        _reattachment = new ResponseReattachment(journal, _service);
    }

    public SimulatedNetwork Network { get; }

    public AdmissionController Admission { get; }

    public async Task KeepLeasesAsync()
    {
        while (IsUp)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
            await _budgets.RenewAllAsync();
        }
    }

    /// <summary>A replica's report arrives.</summary>
    public void Heard(ReplicaNode node, ReplicaReport report, long steps)
    {
        if (_remotes.TryGetValue(node.Name, out RemoteReplica? known) && known.Node.Incarnation < node.Incarnation) Gone(known.Node);
        ReportOutcome outcome = _directory.Apply(report);
        if (outcome == ReportOutcome.Stale) return;
        if (outcome == ReportOutcome.NeedsResync) Network.Send(this, node, node.Resync);
        if (!_remotes.TryGetValue(node.Name, out RemoteReplica? remote))
        {
            remote = _remotes[node.Name] = new RemoteReplica(this, node);
            _replicas.Connect(new ReplicaRoute(new ReplicaId(node.Name), remote, remote));
        }

        remote.Progress(steps);
        _directory.Publish();
    }

    /// <summary>Membership says that a replica is dead.</summary>
    public void Gone(ReplicaNode node)
    {
        if (!_remotes.TryGetValue(node.Name, out RemoteReplica? remote) || remote.Node != node) return;
        _remotes.Remove(node.Name);
        _replicas.Disconnect(new ReplicaId(node.Name));
        _directory.Remove(new ReplicaId(node.Name));
        _directory.Publish();
        remote.Dispose();
    }

    public (long Stream, Mailbox<TokenChunk> Inbox) OpenStream()
    {
        long stream = _nextStream();
        return (stream, _streams[stream] = new Mailbox<TokenChunk>());
    }

    public void CloseStream(long stream) => _streams.Remove(stream);

    public void Arrived(ReplicaNode from, long stream, int number, TokenChunk chunk)
    {
        if (!_streams.TryGetValue(stream, out Mailbox<TokenChunk>? inbox)) return;
        inbox.Put(chunk);
        Network.Send(this, from, () => from.Acknowledge(stream, number));
    }

    public void Ended(long stream, Exception? error)
    {
        if (_streams.TryGetValue(stream, out Mailbox<TokenChunk>? inbox)) inbox.Complete(error);
    }

    /// <summary>A client connects, for a new response or for the rest of one.</summary>
    public void Connect(Connection connection) => Clock.Do(() =>
    {
        _connections.Add(connection);
        _go(() => ServeAsync(connection));
    });

    public void BreakConnections()
    {
        foreach (Connection connection in _connections.ToArray()) connection.Break();
    }

    public void Dispose() => _service.Dispose();

    private async Task ServeAsync(Connection connection)
    {
        try
        {
            using AdmittedRequest admitted = await Admission.AdmitAsync(AdmissionRequest.Of(connection.Tenant, connection.Request, _admissionOptions), connection.Broken);
            int tokens = connection.Request.Prompt.Count;
            await foreach (ReplayedChunk chunk in RespondAsync(connection))
            {
                tokens += chunk.Chunk.Tokens.Count;
                admitted.Used(tokens);
                if (!chunk.IsKnown) connection.Send(chunk.Chunk);
            }

            connection.End(null);
        }
        catch (Exception error) when (error is InferenceException or OperationCanceledException)
        {
            connection.End(error);
        }

        _connections.Remove(connection);
    }

    private async IAsyncEnumerable<ReplayedChunk> RespondAsync(Connection connection)
    {
        // Only who has asked before can have a record.
        RequestRecord? record = connection.IsFirst ? null : await _reattachment.FindAsync(connection.Request.Id, connection.Tenant, connection.Broken);
        if (record is null)
        {
            record = new RequestRecord { ResponseId = connection.Request.Id, Tenant = connection.Tenant, Request = _service.Fix(connection.Request) };
            await _journal.WriteAsync(record, connection.Broken);
        }

        await foreach (ReplayedChunk chunk in _reattachment.ReplayAsync(record, connection.Cursor, connection.Broken)) yield return chunk;
    }
}
