using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Containers;

/// <summary>The SDK's own way to an image: no Docker, no registry but one of the test's own.</summary>
public sealed class SdkPublishTests
{
    [Fact]
    public async Task Publish_Server_IsAnImageThatServesTheModelOfTheRepository()
    {
        await using BaseImageRegistry registry = await BaseImageRegistry.StartAsync();
        using TemporaryFolder folder = new();
        string archive = folder.PathTo("image.tar");
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name == "release" ? "Release" : "Debug";

        ToolProcess publish = ToolProcess.Run(
            "dotnet",
            [
                "publish", Path.Combine(SharedData.RepositoryRoot, "Server", "Server.csproj"), "--configuration", configuration, "--no-build", "--nologo", "-t:PublishContainer",
                $"-p:ContainerBaseImage={registry.Image}", $"-p:ContainerArchiveOutputPath={archive}", $"-p:PublishDir={folder.PathTo("publish")}{Path.DirectorySeparatorChar}",
            ],
            environment: [("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry.Host), ("MSBUILDDISABLENODEREUSE", "1")])!;
        Assert.True(publish.Code == 0, publish.Output + publish.Error);
        Dictionary<string, byte[]> files = Read(new MemoryStream(await File.ReadAllBytesAsync(archive)));
        JsonNode manifest = JsonNode.Parse(files["manifest.json"])![0]!;
        JsonNode config = JsonNode.Parse(files[manifest.TextAt("Config")!])!.At("config")!;
        string[] content = [.. manifest.Texts("Layers").SelectMany(layer => ReadCompressed(files[layer]).Keys)];

        Assert.Equal([$"inference:{ImageFacts.Version}"], manifest.Texts("RepoTags"));
        Assert.Equal(ImageFacts.User, config.TextAt("User"));
        Assert.Equal(["dotnet", "/app/inference.dll"], config.Texts("Entrypoint"));
        Assert.Equal(["serve"], config.Texts("Cmd"));
        Assert.Equal(ImageFacts.Ports.Select(port => port + "/tcp"), config.Map("ExposedPorts").Keys);
        Assert.Superset(ImageFacts.Environment.Select(variable => $"{variable.Key}={variable.Value}").ToHashSet(), config.Texts("Env").ToHashSet());
        Assert.Superset(new HashSet<string> { "etc/base", "app/inference.dll", "app/models/ember/config.json", "app/models/ember/model.safetensors" }, content.ToHashSet());
    }

    [Theory]
    [InlineData("-p:RuntimeIdentifier=linux-arm64", "true")]
    [InlineData("-p:ContainerVariant=gpu", "true")]
    [InlineData("-p:ContainerVariant=cpu", "")]
    public void Publish_ForAKnownMachine_IsCompiledBeforehand(string option, string compiled)
    {
        string project = Path.Combine(SharedData.RepositoryRoot, "Server", "Server.csproj");
        ToolProcess evaluated = ToolProcess.Run(
            "dotnet", ["msbuild", project, "-nologo", "-p:_IsPublishing=true", option, "-getProperty:PublishReadyToRun"], environment: [("MSBUILDDISABLENODEREUSE", "1")])!;

        Assert.Equal((0, compiled), (evaluated.Code, evaluated.Output.Trim()));
    }

    private static Dictionary<string, byte[]> Read(Stream archive)
    {
        using TarReader reader = new(archive);
        Dictionary<string, byte[]> files = [];
        while (reader.GetNextEntry() is { } entry)
        {
            MemoryStream content = new();
            entry.DataStream?.CopyTo(content);
            files[entry.Name] = content.ToArray();
        }

        return files;
    }

    private static Dictionary<string, byte[]> ReadCompressed(byte[] archive)
    {
        using GZipStream unzipped = new(new MemoryStream(archive), CompressionMode.Decompress);
        return Read(unzipped);
    }
}
