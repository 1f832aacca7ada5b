using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Inference.Cluster.Placement;
using Inference.Cluster.Rollout;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Models;

/// <summary>The registry of models of the overlay multi-model: what is in it is read, is downloaded, fits, and is found by requests.</summary>
public sealed partial class ModelsFileTests
{
    /// <summary>Of a worker's memory, what models may take.</summary>
    private const decimal Share = 0.9m;

    private static readonly JsonNode File = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Layout.Root, "overlays", "multi-model", "models.json")))!;

    private static IEnumerable<JsonNode> Models => File.Items("models");

    [Fact]
    public void Fields_All_AreThoseThatTheSiloReads()
    {
        string source = System.IO.File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "Silo", "Registry", "RegistryFile.cs"));
        string[] records = source.Split("internal sealed record ");

        Assert.Subset(FieldsOf(records.Single(record => record.StartsWith("RegistryModel\n", StringComparison.Ordinal))), NamesIn(Models));
        Assert.Subset(FieldsOf(records.Single(record => record.StartsWith("RegistryVersion\n", StringComparison.Ordinal))), NamesIn(Models.SelectMany(model => model.Items("versions"))));
    }

    [Fact]
    public void Names_AcrossModels_AreOfOneEach()
    {
        IEnumerable<string> names = Models.SelectMany(model => model.Texts("aliases").Prepend(model.TextAt("name")!));

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Versions_ByHeaderAndByShare_AreFound()
    {
        JsonNode model = Models.First(each => each.Items("versions").Count() > 1);
        ModelVersion[] versions = [.. model.Items("versions").Select(version => new ModelVersion(version.TextAt("name")!, version.NumberAt("weight") ?? 1, [.. version.Texts("aliases")]))];

        Assert.Equal(versions[1], VersionChoice.Choose(versions, "canary", "anyone"));
        int canary = Enumerable.Range(0, 10_000).Count(user => VersionChoice.Choose(versions, null, $"user-{user}") == versions[1]);
        Assert.InRange(canary, 900, 1100);
    }

    [KubectlFact]
    public void Replicas_All_FitTheFewestWorkersThatThereAre()
    {
        ManifestSet set = Kubectl.Build("overlays/multi-model");
        decimal memory = Quantity.Parse(set.Find("Deployment", "inference-worker")!.Silo!.Json.TextAt("resources", "limits", "memory"))!.Value;
        int workers = set.OfKind("HorizontalPodAutoscaler").Single().Json.NumberAt("spec", "minReplicas")!.Value;
        NodeOffer[] nodes = [.. Enumerable.Range(0, workers).Select(number => new NodeOffer($"worker-{number}", [new DeviceOffer("cpu", (long)(memory * Share))], new Dictionary<string, string>()))];
        ModelDemand[] demands =
        [
            .. Models.SelectMany(model => model.Items("versions").Select(version => new ModelDemand
            {
                Model = $"{model.TextAt("name")}/{version.TextAt("name")}",
                Replicas = version.NumberAt("replicas") ?? model.NumberAt("replicas") ?? 0,
                Shards = model.NumberAt("shards") ?? 1,
                MemoryPerShard = (long)Quantity.Parse(model.TextAt("memory_per_shard"))!.Value,
            })),
        ];

        PlacementPlan plan = PlacementPlanner.Plan(nodes, demands, []);

        Assert.Empty(plan.Unplaced);
        Assert.Equal(demands.Sum(demand => demand.Replicas), plan.Placements.Count);
    }

    [KubectlFact]
    public void Paths_All_AreDownloadedToTheVolumeThatSilosRead()
    {
        ManifestSet set = Kubectl.Build("overlays/multi-model");
        IEnumerable<string> pulled = set.OfKind("Job").SelectMany(job => job.Containers).Select(container => container.Json.Texts("args").Last());
        IEnumerable<string> served = Models.SelectMany(model => model.Items("versions")).Select(version => version.TextAt("path")!);

        Assert.Equal(served.Order(StringComparer.Ordinal), pulled.Order(StringComparer.Ordinal));
        Assert.All(set.Workloads.Select(workload => workload.Silo).OfType<Container>(), silo =>
        {
            string file = set.SettingsOf(silo)["MODELS_FILE"]!;
            Assert.Contains(silo.Json.Items("volumeMounts"), mount => file == mount.TextAt("mountPath") + "/models.json");
            Assert.Contains(silo.Json.Items("volumeMounts"), mount => mount.TextAt("mountPath") == "/models" && mount.IsTrue("readOnly"));
        });
        Assert.Equal(File.ToJsonString(), JsonNode.Parse(set.OfKind("ConfigMap").First(map => map.Name.StartsWith("inference-models", StringComparison.Ordinal)).Json.TextAt("data", "models.json")!)!.ToJsonString());
    }

    private static HashSet<string> NamesIn(IEnumerable<JsonNode> objects) => [.. objects.SelectMany(each => each.AsObject().Select(field => field.Key))];

    /// <summary>Its properties, as JSON names them.</summary>
    private static HashSet<string> FieldsOf(string record) => [.. Property().Matches(record).Select(match => Capital().Replace(match.Groups[1].Value, letter => "_" + letter.Value.ToLowerInvariant()).TrimStart('_'))];

    [GeneratedRegex(@"public (?:required )?[\w<>?, ]+ (\w+) \{ get; (?:init|set); \}")]
    private static partial Regex Property();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
