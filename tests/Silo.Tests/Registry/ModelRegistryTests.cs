using Inference.Abstractions.Models;
using Inference.Server.Terminal;
using Inference.Silo.Registry;
using Inference.Support;

namespace Inference.Silo.Tests.Registry;

public sealed class ModelRegistryTests
{
    [Fact]
    public void Read_SeveralModels_AreAsTheFileSays()
    {
        ModelRegistry registry = Read("""
            { "models": [
              { "name": "big", "aliases": ["default"], "replicas": 2, "memory_per_shard": "20Gi", "device_kind": "cpu", "labels": { "pool": "a" }, "max_surge": 2,
                "versions": [ { "name": "base", "path": "/m/base", "weight": 90, "aliases": ["stable"] }, { "name": "tuned", "path": "/m/tuned", "weight": 10, "replicas": 1 } ] },
              { "name": "small", "idle_timeout_seconds": 1800, "versions": [ { "name": "one", "path": "/m/small" } ] } // the last one
            ] }
            """);
        Assert.Equal(["big", "default"], registry.Models[0].Names);
        VersionSpec[] versions = [.. registry.Models[0].Spec.Versions];
        Assert.Equal(("base", "/m/base", 90, 2, 20L << 30), (versions[0].Name, versions[0].Source, versions[0].Weight, versions[0].Replicas, versions[0].MemoryPerShard));
        Assert.Equal((1, "a"), (versions[1].Replicas, versions[1].Labels["pool"]));
        Assert.Equal(TimeSpan.FromMinutes(30), registry.Models[1].Spec.IdleTimeout);
        Assert.Equal(0, registry.Models[1].Spec.Versions[0].Replicas);
    }

    [Theory]
    [InlineData("{ \"models\": [] }", "lists no models")]
    [InlineData("{ \"models\": [ { \"name\": \"a\", \"versions\": [] } ] }", "has no versions")]
    [InlineData("{ \"models\": [ { \"name\": \"a\", \"memory_per_shard\": \"2 cows\", \"versions\": [ { \"name\": \"v\", \"path\": \"/m\" } ] } ] }", "2 cows")]
    [InlineData("{ \"models\": [ { \"name\": \"a\", \"versions\": [ { \"name\": \"v\", \"path\": \"/m\" } ] }, { \"name\": \"b\", \"aliases\": [\"a\"], \"versions\": [ { \"name\": \"v\", \"path\": \"/m\" } ] } ] }", "two models are called 'a'")]
    [InlineData("{ \"models\": [ { \"name\": \"a\", \"replica\": 3, \"versions\": [] } ] }", "replica")]
    [InlineData("{ \"models\": [ { \"name\": \"a\" } ] }", "versions")]
    [InlineData("not json", "invalid")]
    public void Read_SomethingIsWrong_SaysWhat(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<CommandException>(() => Read(json)).Message, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("123", 123L)]
    [InlineData("1.5Ki", 1536L)]
    [InlineData("20Gi", 20L << 30)]
    [InlineData("2T", 2_000_000_000_000)]
    [InlineData("Gi", null)]
    [InlineData("-1", null)]
    [InlineData("1e9", null)]
    public void Parse_NumberOfBytes_AsKubernetesWritesIt(string text, long? expected) => Assert.Equal(expected, ByteCount.Parse(text));

    private static ModelRegistry Read(string json)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "models.json");
        File.WriteAllText(file, json);
        return ModelRegistry.Read(new NamedFile("--models-file", file));
    }
}
