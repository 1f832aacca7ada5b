using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Server.Commands;
using Inference.Server.Terminal;
using Inference.Support;

namespace Inference.K8s.Tests.Containers;

/// <summary>What can be known of the Dockerfile without Docker.</summary>
public sealed class DockerfileTests
{
    private const string Entry = "/app/entrypoint";

    /// <summary>Not every builder knows later ones, and those that do not refuse the file.</summary>
    private static readonly string[] HealthCheckFlags = ["--interval", "--timeout", "--start-period", "--retries"];

    [Fact]
    public void Dockerfile_AsItIs_HasNoProblem() => Assert.Empty(ProblemsOf(ImageFacts.Dockerfile));

    [Theory]
    [InlineData("USER 1654", "USER root", "gpu: runs as root")]
    [InlineData("ARG DOTNET_VERSION=10.0", "ARG DOTNET_VERSION=latest", "build: mcr.microsoft.com/dotnet/sdk:latest has no version")]
    [InlineData("CMD [\"/app/entrypoint\", \"health\"]", "CMD curl localhost:8000/health", "cpu: the health check needs a shell")]
    [InlineData("\"health\"]", "\"healthy\"]", "cpu: no command healthy")]
    [InlineData("--start-period=1h", "--start-period=1h --start-interval=5s", "cpu: the health check's --start-interval is not known to every builder")]
    [InlineData("ASPNETCORE_HTTP_PORTS= ", "", "cpu: ASPNETCORE_HTTP_PORTS is not ")]
    [InlineData("ENTRYPOINT [\"/app/entrypoint\"]", "ENTRYPOINT /app/entrypoint", "cpu: the entry point needs a shell")]
    [InlineData("CMD [\"serve\"]", "CMD [\"server\"]", "cpu: no command server")]
    [InlineData("EXPOSE 8000 11111 30000", "EXPOSE 8000", "cpu: exposes 8000")]
    [InlineData("HOST=0.0.0.0", "HOST=127.0.0.1", "cpu: HOST is not 0.0.0.0")]
    [InlineData("COPY --from=build /app /app\n# .NET", "COPY --from=builder /app /app\n# .NET", "cpu: copies from builder, which is no stage")]
    [InlineData("-noble-chiseled AS cpu", "-noble AS cpu", "cpu: begins from mcr.microsoft.com/dotnet/aspnet:10.0-noble, and Container.props from")]
    [InlineData("ARG PROJECT=Silo", "ARG PROJECT=Node", "build: no project Node")]
    [InlineData("-p:KubernetesHosting=true", "", "build: without the watch over pods")]
    public void Problems_SpoiltDockerfile_AreFound(string good, string bad, string expected)
    {
        Assert.Contains(good, ImageFacts.Dockerfile, StringComparison.Ordinal);

        Assert.Contains(ProblemsOf(ImageFacts.Dockerfile.Replace(good, bad, StringComparison.Ordinal)), problem => problem.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Dockerignore_WhatIsBuiltOrSecret_IsLeftOut()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, ".dockerignore"));

        Assert.Superset(new HashSet<string> { ".git", "artifacts", "**/node_modules", "tests" }, ignored.ToHashSet());
        Assert.DoesNotContain("models", ignored);
    }

    [KubectlFact]
    public void Manifests_ImagesPortsAndUser_AreThoseOfTheImage()
    {
        foreach (string overlay in Layout.Overlays)
        {
            foreach (Container container in Kubectl.Build(overlay).Containers.Where(container => container.Command is not null))
            {
                Assert.Contains(container.Image, (string[])[$"inference:{ImageFacts.Version}", $"inference:{ImageFacts.Version}-gpu"]);
                Assert.Equal(ImageFacts.User, container.Owner.Pod.TextAt("securityContext", "runAsUser"));
                Assert.Subset(ImageFacts.Ports.ToHashSet(), container.Json.Items("ports").Select(port => port.TextAt("containerPort")!).ToHashSet());
            }
        }
    }

    private static IEnumerable<string> ProblemsOf(string text)
    {
        Dockerfile file = new(text);
        using Interruption interruption = new();
        HashSet<string> commands = [.. CommandTable.All(interruption).Select(command => command.Name)];
        string[] stages = [.. file.Stages.Select(stage => stage.Name)];
        if (!stages.SequenceEqual(["build", "runtime", "gpu", "cpu"])) yield return $"stages: {string.Join(' ', stages)}; the last is what is built by default";
        foreach (Dockerfile.Stage stage in file.Stages)
        {
            string tag = stage.Image[(stage.Image.LastIndexOf(':') + 1)..];
            if (!tag.Any(char.IsAsciiDigit) || tag.StartsWith("latest", StringComparison.Ordinal)) yield return $"{stage.Name}: {stage.Image} has no version";
            foreach (string source in stage.All("COPY").Where(copy => copy.StartsWith("--from=", StringComparison.Ordinal)).Select(copy => copy.Split(' ')[0]["--from=".Length..]).Except(stages)) yield return $"{stage.Name}: copies from {source}, which is no stage";
            foreach (string project in stage.All("ARG").Where(argument => argument.StartsWith("PROJECT=", StringComparison.Ordinal)).Select(argument => argument["PROJECT=".Length..]))
            {
                if (!File.Exists(Path.Combine(SharedData.RepositoryRoot, project, project + ".csproj"))) yield return $"{stage.Name}: no project {project}";
            }
        }

        if (!file.Stages[0].All("RUN").Any(run => run.Contains("-p:KubernetesHosting=true", StringComparison.Ordinal))) yield return "build: without the watch over pods, which the manifests ask for";
        foreach ((Dockerfile.Stage stage, string image) in file.Stages.TakeLast(2).Reverse().Zip(ImageFacts.BaseImages))
        {
            if (stage.Image != image) yield return $"{stage.Name}: begins from {stage.Image}, and Container.props from {image}";
            if (stage.Last("USER") != ImageFacts.User) yield return $"{stage.Name}: runs as {stage.Last("USER")}";
            if (stage.Last("EXPOSE")?.Split(' ').SequenceEqual(ImageFacts.Ports) != true) yield return $"{stage.Name}: exposes {stage.Last("EXPOSE")}";
            foreach ((string name, string value) in ImageFacts.Environment)
            {
                if (!stage.All("ENV").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains($"{name}={value}"))) yield return $"{stage.Name}: {name} is not {value}";
            }

            string[]? check = Dockerfile.Stage.Exec(stage.Last("HEALTHCHECK")), start = Dockerfile.Stage.Exec(stage.Last("ENTRYPOINT")), arguments = Dockerfile.Stage.Exec(stage.Last("CMD"));
            foreach (string flag in stage.Last("HEALTHCHECK")?.Split(' ').TakeWhile(word => word != "CMD").Select(word => word.Split('=')[0]).Except(HealthCheckFlags) ?? []) yield return $"{stage.Name}: the health check's {flag} is not known to every builder";
            if (check is not [Entry, ..]) yield return $"{stage.Name}: the health check needs a shell";
            else if (!commands.Contains(check[1])) yield return $"{stage.Name}: no command {check[1]}";
            if (start is not [Entry]) yield return $"{stage.Name}: the entry point needs a shell";
            if (arguments is not [string command]) yield return $"{stage.Name}: no command to begin with";
            else if (!commands.Contains(command)) yield return $"{stage.Name}: no command {command}";
        }
    }
}
