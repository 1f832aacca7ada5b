using System.Collections.Concurrent;
using System.Threading.Channels;
using Inference.Abstractions.Models;
using Inference.Client.Models;
using Inference.Cluster.Placement;
using Inference.Cluster.Rollout;
using Inference.Grains.Hosting;
using Inference.Grains.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Inference.Grains.Tests;

/// <summary>Silos of real Orleans in this process, each with a node that scripts its engines.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    public const string Model = "org/model", Source = "/models/one";
    private InProcessTestCluster _cluster = null!;
    private ModelSpec? _declared;
    private readonly ConcurrentDictionary<string, Channel<ScriptedEngine>> _taken = [];
    private readonly List<ClusterModel> _models = [];

    private TestSilos()
    {
    }

    public ConcurrentBag<ScriptedEngine> Engines { get; } = [];

    /// <summary>By source, why it cannot be loaded.</summary>
    public ConcurrentDictionary<string, string> Failures { get; } = [];

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<TestSilos> StartAsync(short count, long memory = 1000)
    {
        TestSilos silos = new();
        InProcessTestClusterBuilder builder = new(count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddMemoryGrainStorage(InferenceStorage.Name);
            silo.AddInferenceGrains();
            silo.Services.AddSingleton<IReplicaLoader>(new ScriptedLoader(options.SiloName, silos.Engines, silos.Failures, (request, engine) => silos.TakenOf(request).Writer.TryWrite(engine)));
            silo.Services.Configure<NodeOptions>(node => node.Devices = [new DeviceOffer("cpu", memory)]);
            silo.Configure<ClusterMembershipOptions>(membership => (membership.ProbeTimeout, membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (TimeSpan.FromSeconds(0.5), 2, 1));
        });
        silos._cluster = builder.Build();
        await silos._cluster.DeployAsync();
        return silos;
    }

    public static ModelSpec Spec(int replicas = 0, string source = Source, string version = "", long memory = 100) =>
        new() { Name = Model, Versions = [new VersionSpec { Name = version, Source = source, Replicas = replicas, MemoryPerShard = memory }] };

    /// <summary>A front of its own.</summary>
    public ClusterModel Front(string version = "", Action<ClusterClientOptions>? configure = null)
    {
        ClusterClientOptions options = new() { Front = Guid.NewGuid().ToString("N") };
        configure?.Invoke(options);
        ClusterModel model = new(Grains, Model, version, options, TimeProvider.System, NullLogger.Instance);
        _models.Add(model);
        model.Start();
        return model;
    }

    public IModelGrain ModelGrain => Grains.GetGrain<IModelGrain>(Model);

    public async Task DeclareAsync(ModelSpec spec)
    {
        await ModelGrain.DeclareAsync(spec);
        _declared = spec;
    }

    /// <summary>The first view of which the condition holds.</summary>
    public async Task<ModelView> ViewAsync(Func<ModelView, bool> condition)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        for (long known = -1; ;)
        {
            try
            {
                if (await ModelGrain.ViewAsync(known, new FrontDemand("test"), patience.Token) is { } view)
                {
                    if (condition(view)) return view;
                    known = view.Change;
                }
                else if (_declared is { } spec)
                {
                    // The storage here is in the silos' memory, and dies with them: silos declare their models again then.
                    await ModelGrain.DeclareAsync(spec);
                }
            }
            catch (SiloUnavailableException)
            {
                // The grain was on a silo that has just died.
            }
        }
    }

    public Task<ModelView> ReadyAsync(int replicas) => ViewAsync(view => view.Replicas.Count(replica => replica.State == ReplicaState.Ready) == replicas && view.Replicas.Count == replicas);

    public NodeHost NodeOf(string silo) => _cluster.GetSiloServiceProvider(SiloNamed(silo).SiloAddress).GetRequiredService<NodeHost>();

    public Task KillAsync(string silo) => _cluster.KillSiloAsync(SiloNamed(silo));

    public async Task<string> AddAsync() => (await _cluster.StartAdditionalSiloAsync()).Name;

    /// <summary>The next engine that takes a request on.</summary>
    public async Task<ScriptedEngine> TakenAsync(string request) => await TakenOf(request).Reader.ReadAsync();

    /// <summary>The grains as a front in a silo calls them.</summary>
    public IGrainFactory GrainsOf(InProcessSiloHandle silo) => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>();

    public Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedEngine engine in Engines) engine.Free();
        foreach (ClusterModel model in _models) await model.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    private Channel<ScriptedEngine> TakenOf(string request) => _taken.GetOrAdd(request, _ => Channel.CreateUnbounded<ScriptedEngine>());

    private InProcessSiloHandle SiloNamed(string name) => _cluster.Silos.Single(silo => silo.Name == name);
}
