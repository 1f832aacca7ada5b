using System.Text.Json;

namespace Inference.Server.Downloads;

/// <summary>Says in a published directory what it is: which commit of which repository, and which files of it.</summary>
/// <param name="Repository"><c>org/name</c>.</param>
/// <param name="Revision">As it was asked for.</param>
/// <param name="Commit">What that was then.</param>
/// <param name="Choice">The file or the patterns by which files were chosen.</param>
/// <param name="Files">Sizes by path.</param>
internal sealed record PullMarker(string Repository, string Revision, string Commit, string Choice, IReadOnlyDictionary<string, long> Files)
{
    public const string FileName = ".inference-pull.json";

    /// <summary>That of a directory; null where there is none that can be read.</summary>
    public static PullMarker? Of(string directory)
    {
        try
        {
            string path = Path.Combine(directory, FileName);
            if (!File.Exists(path)) return null;
            PullMarker? marker = JsonSerializer.Deserialize(File.ReadAllText(path), PullJson.Default.PullMarker);
            return marker is { Repository: not null, Revision: not null, Commit: not null, Choice: not null, Files: not null } ? marker : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether every file is there, and as long as it was.</summary>
    public bool Holds(string directory) => Files.All(file => new FileInfo(Path.Combine(directory, file.Key)) is { Exists: true } there && there.Length == file.Value);

    public void WriteTo(string directory)
    {
        using FileStream file = File.Create(Path.Combine(directory, FileName));
        JsonSerializer.Serialize(file, this, PullJson.Default.PullMarker);
        file.Flush(flushToDisk: true);
    }
}
