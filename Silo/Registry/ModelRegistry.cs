using System.Text.Json;
using Inference.Abstractions.Models;
using Inference.Server.Terminal;

namespace Inference.Silo.Registry;

/// <summary>The models of a cluster, the default one first.</summary>
internal sealed record ModelRegistry(IReadOnlyList<ModelEntry> Models)
{
    /// <summary>Of one model, as a command line gives it.</summary>
    public static ModelRegistry Of(IReadOnlyList<string> names, string path, int replicas) =>
        new([new ModelEntry(names, new ModelSpec { Name = names[0], Versions = [new VersionSpec { Source = path, Replicas = replicas, MemoryPerShard = ModelMemory.Estimate(path) }] })]);

    /// <summary>Of several, as a file lists them.</summary>
    /// <exception cref="CommandException">The file is not valid; the message names all problems.</exception>
    public static ModelRegistry Read(NamedFile file)
    {
        try
        {
            RegistryFile registry = JsonSerializer.Deserialize(file.ReadText(), RegistryJson.Default.RegistryFile) ?? new RegistryFile();
            List<string> problems = [];
            ModelEntry[] models = [.. registry.Models.Select(model => model.ToEntry(problems))];
            if (models.Length == 0) problems.Add("it lists no models.");
            problems.AddRange(models.SelectMany(model => model.Names).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"two models are called '{group.Key}'."));
            return problems.Count == 0 ? new ModelRegistry(models) : throw file.Wrong(string.Join(" ", problems));
        }
        catch (JsonException error)
        {
            throw file.Wrong(error.Message);
        }
    }
}
