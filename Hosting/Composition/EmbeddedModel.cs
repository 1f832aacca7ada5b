namespace Inference.Hosting.Composition;

/// <summary>The model that comes with the program: served where no other is named.</summary>
public static class EmbeddedModel
{
    private const string Folder = "models";

    /// <summary>Its directory, in the folder of models beside the program or above it; null where there is none.</summary>
    public static string? Find(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            string models = Path.Combine(directory.FullName, Folder);
            if (!Directory.Exists(models)) continue;
            if (Directory.EnumerateDirectories(models).Append(models).Order(StringComparer.Ordinal).FirstOrDefault(IsModel) is { } found) return found;
        }

        return null;
    }

    private static bool IsModel(string directory) =>
        File.Exists(Path.Combine(directory, "config.json")) || Directory.EnumerateFiles(directory, "*.gguf").Any();
}
