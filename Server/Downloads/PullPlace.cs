using Inference.Server.Terminal;

namespace Inference.Server.Downloads;

/// <summary>
/// The directory that a model is published as, and what lies beside it meanwhile, on the same disk: <c>.NAME.lock</c>, <c>.NAME.COMMIT.partial/</c> while files come, and for
/// a moment <c>.NAME.old</c>. The directory itself is absent or complete.
/// </summary>
internal sealed class PullPlace
{
    private readonly string _parent, _name;

    /// <exception cref="CommandException">There can be no directory there.</exception>
    public PullPlace(string directory)
    {
        Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        _name = Path.GetFileName(Directory);
        _parent = Path.GetDirectoryName(Directory) ?? throw new CommandException($"{directory}: a model cannot be published as the root of a disk; name a directory below it");
        if (File.Exists(Directory)) throw new CommandException($"{Directory}: is a file; name a directory that is to be made");
    }

    public string Directory { get; }

    public string Lock => Path.Combine(_parent, $".{_name}.lock");

    private string Old => Path.Combine(_parent, $".{_name}.old");

    public void MakeParent() => System.IO.Directory.CreateDirectory(_parent);

    /// <summary>Where the files of a commit come together.</summary>
    public string StagingFor(string commit) => Path.Combine(_parent, $".{_name}.{commit[..12]}.partial");

    public long FreeBytes() => new DriveInfo(_parent).AvailableFreeSpace;

    /// <summary>Why nothing may be published there; null: it may.</summary>
    public string? WhyTaken(string repository)
    {
        if (!System.IO.Directory.Exists(Directory) || !System.IO.Directory.EnumerateFileSystemEntries(Directory).Any()) return null;
        return PullMarker.Of(Directory) switch
        {
            null => $"{Directory}: is there, and was not made by pull; name another directory, or remove it",
            { } marker when marker.Repository != repository => $"{Directory}: holds {marker.Repository}; name another directory, or remove it",
            _ => null,
        };
    }

    /// <summary>Puts a complete staging directory in the place of whatever is there, and removes what else earlier downloads left.</summary>
    public void Publish(string staging)
    {
        // What a process left that ended between the two moves below.
        if (System.IO.Directory.Exists(Old)) System.IO.Directory.Delete(Old, recursive: true);
        if (System.IO.Directory.Exists(Directory))
        {
            if (System.IO.Directory.EnumerateFileSystemEntries(Directory).Any()) System.IO.Directory.Move(Directory, Old);
            else RemoveEmpty();
        }

        System.IO.Directory.Move(staging, Directory);
        if (System.IO.Directory.Exists(Old)) System.IO.Directory.Delete(Old, recursive: true);
        foreach (string left in System.IO.Directory.EnumerateDirectories(_parent).Where(IsStaging)) System.IO.Directory.Delete(left, recursive: true);
    }

    /// <summary>Of this name and no longer one.</summary>
    private bool IsStaging(string path)
    {
        string name = Path.GetFileName(path);
        return name.Length == _name.Length + 22 && name.StartsWith($".{_name}.", StringComparison.Ordinal) && name.EndsWith(".partial", StringComparison.Ordinal);
    }

    private void RemoveEmpty()
    {
        try
        {
            System.IO.Directory.Delete(Directory);
        }
        catch (IOException error)
        {
            throw new CommandException($"{Directory}: is in the way and cannot be replaced ({error.Message}); where it is a mounted volume, name a directory below it");
        }
    }
}
