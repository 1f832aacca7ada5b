using Inference.Cluster.Admission.Budgets;
using Inference.Contracts;
using Inference.Simulation.Checks;
using Inference.Simulation.Network;
using Inference.Simulation.Nodes;
using Inference.Simulation.Time;

namespace Inference.Simulation;

/// <summary>One cluster with its clients, from a seed to its end.</summary>
internal sealed class World
{
    public static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10), Quiet = TimeSpan.FromSeconds(30);
    private readonly AuthorityNode _authority;
    private readonly Action<string>? _trace;
    private readonly TaskCompletionSource _failed = new();
    private long _streams;
    private ulong _history = 14695981039346656037;

    public World(ulong seed, Action<string>? trace = null)
    {
        (Scenario, _trace) = (new Scenario(seed), trace);
        Clock = new NodeClock(Time);
        Network = new SimulatedNetwork(Time, Random);
        Journal = new ObservedJournal(Clock);
        _authority = new AuthorityNode(new NodeClock(Time, Skew()));
        Clients = [.. ClientRequests.Of(this).Select(wanted => new SimulatedClient(this, wanted.Request, wanted.Tenant))];
        Time.AfterEvent = Check;
    }

    public VirtualTime Time { get; } = new();

    public Scenario Scenario { get; }

    public Random Random => Scenario.Random;

    /// <summary>The true time.</summary>
    public NodeClock Clock { get; }

    public SimulatedNetwork Network { get; }

    public ObservedJournal Journal { get; }

    public Dictionary<string, FrontNode> Fronts { get; } = [];

    public Dictionary<string, ReplicaNode> Replicas { get; } = [];

    public SimulatedClient[] Clients { get; }

    /// <summary>How often a replica died, or was taken for dead.</summary>
    public int Deaths { get; private set; }

    public int PoisonDeaths { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="SimulationException">Something was not as it must be.</exception>
    public SimulationResult Run()
    {
        try
        {
            Time.Run(RunAsync, Limit);
        }
        catch (Exception error) when (error is not SimulationException)
        {
            throw new SimulationException($"{error.GetType().Name}: {error.Message}", error);
        }

        foreach (FrontNode front in Fronts.Values) front.Dispose();
        foreach (SimulatedClient client in Clients) client.Dispose();
        return new SimulationResult(Scenario.Seed, Time.Events, _history, Clients.Count(client => client.Refusal is null), Clients.Length, Deaths);
    }

    /// <summary>A line of the history, by which two runs of a seed are compared.</summary>
    public void Note(string line)
    {
        foreach (char letter in line) _history = (_history ^ letter) * 1099511628211;
        _history = (_history ^ (ulong)Time.Now) * 1099511628211;
        _trace?.Invoke($"{TimeSpan.FromTicks(Time.Now).TotalSeconds,9:F4} {line}");
    }

    public FrontNode? PickFront()
    {
        FrontNode[] up = [.. Fronts.Values.Where(front => front.IsUp)];
        return up.Length == 0 ? null : up[Random.Next(up.Length)];
    }

    /// <summary>Starts something that goes on by itself; what it throws ends the simulation.</summary>
    public async void Go(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            _failed.TrySetException(error);
        }
    }

    public void StartReplica(string name, long incarnation)
    {
        ReplicaNode replica = new(name, incarnation, new NodeClock(Time, Skew()), Network, Scenario.Engine, () => Fronts.Values, Go);
        replica.Engine.Poisoned = _ =>
        {
            PoisonDeaths++;
            Crash(replica);
        };
        Replicas[name] = replica;
        Go(replica.ReportAsync);
    }

    /// <summary>A replica dies, the fronts hear of it some time later, and another one starts in its place.</summary>
    public void Crash(ReplicaNode replica)
    {
        if (!replica.IsUp) return;
        Note($"{replica.Name} dies");
        Deaths++;
        replica.Clock.Die();
        Time.After(Scenario.Between(0.3, 3), () => DeclareDead(replica));
        Time.After(Scenario.Between(0.5, 5), () => StartReplica(replica.Name, replica.Incarnation + 1));
    }

    public void DeclareDead(ReplicaNode replica)
    {
        // One that only hung learns of it some time after it has woken, and starts anew.
        if (replica.IsUp)
        {
            Deaths++;
            replica.WasDeclaredDead = true;
        }

        foreach (FrontNode front in Fronts.Values) front.Clock.Do(() => front.Gone(replica));
    }

    public void Crash(FrontNode front)
    {
        if (!front.IsUp) return;
        Note($"{front.Name} dies");
        front.Clock.Die();
        Time.After(Scenario.Between(0.05, 1), front.BreakConnections);
        Time.After(Scenario.Between(0.5, 4), () => StartFront(front.Name, front.Incarnation + 1));
    }

    private void StartFront(string name, long incarnation)
    {
        FrontNode front = new(name, incarnation, new NodeClock(Time, Skew()), Network, Scenario, Journal, _authority, () => ++_streams, Go);
        Fronts[name] = front;
        Go(front.KeepLeasesAsync);
    }

    private TimeSpan Skew() => Scenario.Between(-MostSkew.TotalSeconds / 2, MostSkew.TotalSeconds / 2);

    private async Task RunAsync()
    {
        for (int i = 0; i < Scenario.Fronts; i++) StartFront($"front{i}", 1);
        for (int i = 0; i < Scenario.Replicas; i++) StartReplica($"replica{i}", 1);
        Task clients = Task.WhenAll(Clients.Select(client => client.RunAsync(Scenario.Between(0, 4))));
        new FaultPlan(this).Begin();
        await await Task.WhenAny(clients, _failed.Task, FirstFailureOf(clients));
        Network.Calm();
        await await Task.WhenAny(Task.Delay(Quiet, Clock), _failed.Task);
        CheckEnd();
    }

    /// <summary>One client's failure ends the simulation, though others wait.</summary>
    private static async Task FirstFailureOf(Task clients) => await clients;

    private void Check()
    {
        foreach (ReplicaNode replica in Replicas.Values) replica.Engine.CheckIntegrity();
        foreach (FrontNode front in Fronts.Values) front.Admission.CheckIntegrity();
        foreach ((string tenant, var policy) in Scenario.Admission.Tenants)
        {
            if (policy.IsLimited) _authority.Authority.Of(tenant, policy).CheckIntegrity();
        }
    }

    /// <summary>Nothing is left of what was.</summary>
    private void CheckEnd()
    {
        foreach (ReplicaNode replica in Replicas.Values.Where(replica => replica.IsUp))
        {
            if (replica.Engine.HeldBlocks > 0 || replica.OpenAtGate > 0) throw new SimulationException($"{replica.Name} holds {replica.Engine.HeldBlocks} blocks for {replica.OpenAtGate} requests, and all have ended.");
        }

        foreach (FrontNode front in Fronts.Values.Where(front => front.IsUp))
        {
            if (front.Admission.Requests > 0 || front.Admission.QueuedTokens > 0) throw new SimulationException($"{front.Name} has {front.Admission.Requests} requests in work, and all have ended.");
        }

        foreach ((string tenant, var policy) in Scenario.Admission.Tenants)
        {
            TenantLedger ledger = _authority.Authority.Of(tenant, policy);
            ledger.Expire();
            if (ledger.LeasedSlots > 0) throw new SimulationException($"{ledger.LeasedSlots} places of tenant {tenant} are leased to nobody.");
        }

        // Each front counts for itself, and does not see what becomes of an attempt whose client has left.
        int most = (Scenario.Resumption.MaxDeaths * (Scenario.Fronts + Fronts.Values.Sum(front => (int)front.Incarnation - 1))) + Clients[0].Losses;
        if (PoisonDeaths > most) throw new SimulationException($"A poisoned request killed {PoisonDeaths} replicas; {most} are too many already.");
    }
}
