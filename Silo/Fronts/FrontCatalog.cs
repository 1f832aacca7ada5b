using Inference.Abstractions.Models;
using Inference.Client.Models;
using Inference.Cluster.Fronts;
using Inference.Cluster.Rollout;
using Inference.Gateway.Embeddings;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.Server.Serving;
using Inference.Silo.Hosting;
using Inference.Silo.Registry;

namespace Inference.Silo.Fronts;

/// <summary>The models of the cluster as this front serves them: text is made here, tokens by the replicas.</summary>
internal sealed class FrontCatalog : IAsyncDisposable
{
    private readonly SiloSettings _options;
    private readonly IGrainFactory _grains;
    private readonly ClusterClientOptions _client;
    private readonly TimeProvider _time;
    private readonly ILogger<FrontCatalog> _log;
    private readonly FrontAdmission _admission;
    private readonly List<ClusterModel> _models = [];
    private readonly List<OnDemandGate> _gates = [];

    public FrontCatalog(SiloSettings options, IGrainFactory grains, TimeProvider time, ILogger<FrontCatalog> log)
    {
        (_options, _grains, _time, _log) = (options, grains, time, log);
        _client = new ClusterClientOptions { Front = $"{options.Name}-{Guid.NewGuid():N}" };
        _client.Routing.Policy = options.RoutingPolicy;
        _admission = new FrontAdmission(options.Admission, grains, _client.Front, time);
        Catalog = new ModelCatalog([.. options.Models.Models.Select(Serve)]);
    }

    public ModelCatalog Catalog { get; }

    /// <summary>To be called when the silo has joined its cluster.</summary>
    public void Start() => _models.ForEach(model => model.Start());

    public async ValueTask DisposeAsync()
    {
        foreach (OnDemandGate gate in _gates) await gate.DisposeAsync();
        foreach (ClusterModel model in _models) await model.DisposeAsync();
        await _admission.DisposeAsync();
    }

    private ServedModel Serve(ModelEntry entry)
    {
        (ModelVersion Version, ServedModelParts Parts)[] versions = [.. entry.Spec.Versions.Select(version => (new ModelVersion(version.Name, version.Weight, version.Aliases), PartsOf(entry, version)))];
        ServedModelOptions options = _options.Serving.Model with { Names = entry.Names };
        if (versions.Length == 1) return versions[0].Parts.Compose(options);
        (ModelVersion Version, ServedModel Model)[] served = [.. versions.Select(each => (each.Version, each.Parts.Compose(options)))];
        return (versions[0].Parts with { Versions = new WeightedVersions(() => served) }).Compose(options);
    }

    private ServedModelParts PartsOf(ModelEntry entry, VersionSpec version)
    {
        using ModelPackage package = ModelPackage.Open(version.Source);
        ModelConfig config = package.ReadConfig();
        ModelText text = ModelText.Read(package);
        ClusterModel model = new(_grains, entry.Spec.Name, version.Name, _client, _time, _log);
        _models.Add(model);

        // What waits at the door is one queue: told once for a model, whatever its versions.
        if (version == entry.Spec.Versions[0]) model.Demand = demand => demand with { QueuedTokens = _admission.QueuedTokens };
        OnDemandGate? gate = null;
        if (entry.Spec.IdleTimeout is { } idle)
        {
            gate = new OnDemandGate(new ClusterModelLoader(model), new OnDemandOptions { IdleTimeout = idle }, _time);
            model.Lost = gate.Lost;
            _gates.Add(gate);
        }

        return new ServedModelParts
        {
            Root = version.Source,
            Text = text,
            Service = _admission.Around(model, gate),
            MaxLength = Math.Min(_options.Engine(version.Source).Runner.MaxPositions ?? int.MaxValue, config.MaxPositions),
            Embeddings = text.Pooling is null ? null : new EmbeddingModel(model, text.Pooling, config.HiddenSize),
            Version = version.Name.Length > 0 ? version.Name : null,
            Status = () => new EngineStatus(model.Open, 0, 0, Unready: model.Replicas > 0 || gate is not null ? null : WhyNoReplica(entry, model)),
        };
    }

    private static string WhyNoReplica(ModelEntry entry, ClusterModel model) =>
        $"no replica of {entry.Spec.Name} serves yet{(model.Problems.Count > 0 ? $": {string.Join(" ", model.Problems)}" : "")}";
}
