using System.Xml.Linq;
using Inference.Support;

namespace Inference.Server.Tests;

/// <summary>The table in docs/architecture.md, as law.</summary>
public sealed class ReferenceGraphTests
{
    [Theory]
    [InlineData("Contracts", "")]
    [InlineData("Kernels", "")]
    [InlineData("ModelFiles", "Kernels")]
    [InlineData("Engine", "Contracts Kernels ModelFiles")]
    [InlineData("Gateway", "Contracts ModelFiles")]
    [InlineData("Hosting", "Engine Gateway")]
    [InlineData("Cluster", "Contracts")]
    [InlineData("Server", "Cluster Engine Gateway Hosting")]
    [InlineData("Abstractions", "Cluster Contracts")]
    [InlineData("Grains", "Abstractions Cluster Engine")]
    [InlineData("Client", "Abstractions Cluster Contracts Gateway")]
    [InlineData("Silo", "Abstractions Client Cluster Contracts Engine Gateway Grains Hosting Kernels ModelFiles Server")]
    public void Project_References_AreThoseOfTheDesign(string project, string expected)
    {
        IEnumerable<string> references = Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(' ', references));
    }

    [Fact]
    public void UnsafeCode_OnlyInKernels()
    {
        IEnumerable<string> unsafeProjects = Directory.EnumerateFiles(SharedData.RepositoryRoot, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains("artifacts", StringComparison.Ordinal))
            .Where(path => XDocument.Load(path).Descendants("AllowUnsafeBlocks").Any(allow => allow.Value == "true"))
            .Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(["Kernels"], unsafeProjects);
    }

    private static XDocument Load(string project) =>
        XDocument.Load(Path.Combine(SharedData.RepositoryRoot, project, project + ".csproj"));
}
