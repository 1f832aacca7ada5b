namespace Inference.Support;

/// <summary>The reference data that lies beside the repository, in <c>../shared</c>.</summary>
public static class SharedData
{
    /// <summary>The repository's root: the nearest folder upwards that holds <c>Inference.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    public static string Root { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>Why tests on the reference data are skipped here, or null where it is present.</summary>
    public static string? SkipReason { get; } =
        Directory.Exists(Root) ? null : $"the reference data folder ../shared is not beside the repository (looked for {Root})";

    /// <summary>A path below ../shared. It must exist: data that is partly there is a failure, not a skip.</summary>
    public static string PathTo(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"../shared is here but lacks {path}.", path);
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Inference.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Inference.sln above {AppContext.BaseDirectory}.");
    }
}
