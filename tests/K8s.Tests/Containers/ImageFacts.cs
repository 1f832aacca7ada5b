using System.Xml.Linq;
using Inference.Support;

namespace Inference.K8s.Tests.Containers;

/// <summary>What is said about images in more than one place: Container.props, the Dockerfile, the manifests.</summary>
internal static class ImageFacts
{
    private static readonly XDocument Props = XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "Container.props"));

    public static string Dockerfile { get; } = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "Dockerfile"));

    public static string Version { get; } = XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;

    public static string User => Props.Descendants("ContainerUser").Single().Value;

    public static IReadOnlyList<string> Ports => Props.Descendants("ContainerPort").Single().Attribute("Include")!.Value.Split(';');

    public static IReadOnlyDictionary<string, string> Environment =>
        Props.Descendants("ContainerEnvironmentVariable").ToDictionary(variable => variable.Attribute("Include")!.Value, variable => variable.Attribute("Value")!.Value);

    /// <summary>Of the variants, the processors' first.</summary>
    public static IReadOnlyList<string> BaseImages => [.. Props.Descendants("ContainerBaseImage").Select(image => image.Value)];
}
