using Inference.Cluster.Admission;
using Inference.Cluster.Admission.Budgets;
using Inference.Cluster.Fronts;
using Inference.Cluster.Resumption;
using Inference.Cluster.Rollout;
using Inference.Cluster.Tests.Resumption;
using Inference.Contracts;
using Inference.Simulation.Model;
using Inference.Simulation.Time;

namespace Inference.Cluster.Tests.Fronts;

public sealed class FrontTokenServiceTests
{
    private static readonly GenerateRequest Request = new() { Id = "a", Prompt = [1, 2, 3], Tenant = "t", Sampling = new SamplingParams { N = 2, MaxTokens = 12, Seed = 4, IgnoreEos = true } };

    /// <summary>Tokens of its answer: its choices end before they are as long as they may be.</summary>
    private static readonly int Whole = Enumerable.Range(0, 2).Sum(choice => SimulatedModel.Whole(Request, choice).Tokens.Length);

    private readonly VirtualTime _time = new();
    private readonly NodeClock _clock;
    private readonly AdmissionOptions _options = new() { MaxRequests = 1 };
    private readonly RecordingBudgets _budgets = new();

    public FrontTokenServiceTests() => _clock = new NodeClock(_time);

    [Fact]
    public void Generate_OneAtATime_OthersWaitAndTenantsPayWhatTheyUsed() => _time.Run(async () =>
    {
        SimulatedEngine engine = new(_clock, new SimulatedEngineOptions());
        int most = 0;
        engine.Began = _ => most = Math.Max(most, engine.Open + 1);
        FrontTokenService front = Front(engine);
        Task<int>[] counts = [.. Enumerable.Range(0, 4).Select(i => CountAsync(front, Request with { Id = $"{i}", Tenant = i == 3 ? null : "t" }))];
        int[] tokens = await Task.WhenAll(counts);

        Assert.Equal(1, most);
        Assert.All(tokens, count => Assert.Equal(Whole, count));
        Assert.Equal([("t", 27L), ("t", 27), ("t", 27), (FrontTokenService.AnyTenant, 27)], _budgets.Taken.Order(TenantsFirst));
        Assert.All(_budgets.Returned, each => Assert.Equal(24 - Whole, each.Tokens));
    });

    [Fact]
    public void Generate_ClientLeaves_PaysForWhatCame() => _time.Run(async () =>
    {
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions()));
        int seen = 0;
        await foreach (TokenChunk chunk in front.GenerateAsync(Request))
        {
            seen += chunk.Tokens.Count;
            if (seen == 5) break;
        }

        Assert.Equal(("t", 27L - 3 - 5), Assert.Single(_budgets.Returned));
        Assert.Equal(Whole, await CountAsync(front, Request with { Id = "b" }));
    });

    [Fact]
    public void Generate_CancelledBeforeTheFirstToken_PaysForThePrompt() => _time.Run(async () =>
    {
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions { PerPromptToken = TimeSpan.FromSeconds(10) }));
        using CancellationTokenSource left = new(TimeSpan.FromSeconds(5), _clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CountAsync(front, Request, left.Token));

        Assert.Equal(("t", 24L), Assert.Single(_budgets.Returned));
    });

    [Fact]
    public void Generate_ReplicaRefuses_PaysNothing() => _time.Run(async () =>
    {
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions { MaxRequests = 0 }));
        await Assert.ThrowsAsync<InferenceException>(() => CountAsync(front, Request));

        Assert.Equal(("t", 27L), Assert.Single(_budgets.Returned));
    });

    [Fact]
    public void EndChoice_ReachesTheReplicaAndTheOneThatTakesOver() => _time.Run(async () =>
    {
        List<(string Replica, string Request, int Choice)> ended = [];
        ScriptedReplica bad = new("bad", _clock) { Ended = (request, choice) => ended.Add(("bad", request, choice)) };
        ScriptedReplica good = new("good", _clock) { Ended = (request, choice) => ended.Add(("good", request, choice)) };
        using ResumingTokenService replicas = new(new InOrder(bad, good), new ResumptionOptions(), _clock);
        FrontTokenService front = Front(replicas);
        int seen = 0;
        await foreach (TokenChunk chunk in front.GenerateAsync(Request))
        {
            if (++seen == 4) front.EndChoice(Request.Id, 1);
            if (seen == 8) bad.Die();
        }

        front.EndChoice(Request.Id, 0);
        Assert.Equal([("bad", "a", 1), ("good", "a", 1)], ended);
    });

    [Fact]
    public void Generate_ModelOnDemand_IsLoadedOnceAndUnloadedWhenIdle() => _time.Run(async () =>
    {
        Loader loader = new(_clock);
        await using OnDemandGate gate = new(loader, new OnDemandOptions(), _clock);
        _options.MaxRequests = 100;
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions()), gate);
        Assert.Equal(OnDemandState.Unloaded, gate.State);
        int[] first = await Task.WhenAll(CountAsync(front, Request), CountAsync(front, Request with { Id = "b" }));
        Assert.Equal([Whole, Whole], first);
        Assert.Equal((1, 0), (loader.Loads, loader.Unloads));

        await Task.Delay(TimeSpan.FromMinutes(9), _clock);
        await CountAsync(front, Request with { Id = "c" });
        await Task.Delay(TimeSpan.FromMinutes(9), _clock);
        Assert.Equal((OnDemandState.Loaded, 0), (gate.State, loader.Unloads));
        await Task.Delay(TimeSpan.FromMinutes(2), _clock);
        Assert.Equal((OnDemandState.Unloaded, 1), (gate.State, loader.Unloads));
        Assert.Equal(Whole, await CountAsync(front, Request with { Id = "d" }));
        Assert.Equal(2, loader.Loads);
    });

    [Fact]
    public void Generate_ModelIsAskedForWhileItIsUnloaded_WaitsForItsReturn() => _time.Run(async () =>
    {
        Loader loader = new(_clock);
        await using OnDemandGate gate = new(loader, new OnDemandOptions { IdleTimeout = TimeSpan.FromMinutes(1) }, _clock);
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions()), gate);
        await CountAsync(front, Request);
        await Task.Delay(TimeSpan.FromMinutes(1) + (Loader.Time / 2), _clock);
        Assert.Equal(OnDemandState.Unloading, gate.State);

        Assert.Equal(Whole, await CountAsync(front, Request with { Id = "b" }));
        Assert.Equal((2, 1), (loader.Loads, loader.Unloads));
    });

    [Fact]
    public void Generate_ModelFailsToLoad_IsTriedAgainAndThenRefused() => _time.Run(async () =>
    {
        Loader loader = new(_clock) { Failures = 2 };
        await using OnDemandGate gate = new(loader, new OnDemandOptions { LoadPatience = TimeSpan.FromMinutes(2) }, _clock);
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions()), gate);
        Assert.Equal(Whole, await CountAsync(front, Request));
        Assert.Equal(3, loader.Loads);

        loader.Failures = int.MaxValue;
        gate.Lost();
        InferenceException late = await Assert.ThrowsAsync<InferenceException>(() => CountAsync(front, Request with { Deadline = _clock.GetUtcNow().AddSeconds(30) }));
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => CountAsync(front, Request));
        Assert.Equal((InferenceError.DeadlineExceeded, InferenceError.Unavailable), (late.Error, refusal.Error));
        Assert.Contains("no room", refusal.Message, StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromMinutes(5), _clock);
        int loads = loader.Loads;
        await Task.Delay(TimeSpan.FromMinutes(30), _clock);
        Assert.Equal((OnDemandState.Unloaded, loads), (gate.State, loader.Loads));
    });

    [Fact]
    public void Generate_TooManyWaitForTheModel_AreRefusedAndLeavingMakesRoom() => _time.Run(async () =>
    {
        await using OnDemandGate gate = new(new Loader(_clock), new OnDemandOptions { MaxWaiting = 1 }, _clock);
        FrontTokenService front = Front(new SimulatedEngine(_clock, new SimulatedEngineOptions()), gate);
        using CancellationTokenSource left = new();
        Task<int> first = CountAsync(front, Request, left.Token);
        Assert.Equal(InferenceError.Overloaded, (await Assert.ThrowsAsync<InferenceException>(() => CountAsync(front, Request))).Error);
        left.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Assert.Equal(Whole, await CountAsync(front, Request));
    });

    private FrontTokenService Front(ITokenService replicas, OnDemandGate? demand = null) => new(replicas, new AdmissionController(_options, _budgets, _clock), _options, demand);

    private static async Task<int> CountAsync(FrontTokenService service, GenerateRequest request, CancellationToken cancellation = default)
    {
        int count = 0;
        await foreach (TokenChunk chunk in service.GenerateAsync(request, cancellation)) count += chunk.Tokens.Count;
        return count;
    }

    private static readonly Comparer<(string Tenant, long Tokens)> TenantsFirst = Comparer<(string Tenant, long Tokens)>.Create((one, other) => string.CompareOrdinal(other.Tenant, one.Tenant));

    private sealed class RecordingBudgets : ITenantBudgets
    {
        public List<(string Tenant, long Tokens)> Taken { get; } = [];

        public List<(string Tenant, long Tokens)> Returned { get; } = [];

        public ValueTask TakeAsync(string tenant, TenantPolicy policy, long tokens, CancellationToken cancellation)
        {
            Taken.Add((tenant, tokens));
            return default;
        }

        public void Return(string tenant, long tokens) => Returned.Add((tenant, tokens));
    }

    private sealed class Loader(TimeProvider time) : IModelLoader
    {
        public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

        public int Loads { get; private set; }

        public int Unloads { get; private set; }

        public int Failures { get; set; }

        public async Task LoadAsync(CancellationToken cancellation)
        {
            Loads++;
            await Task.Delay(Time, time, cancellation);
            if (Failures-- > 0) throw new InvalidOperationException("no room");
        }

        public async Task UnloadAsync(CancellationToken cancellation)
        {
            Unloads++;
            await Task.Delay(Time, time, cancellation);
        }
    }
}
