using System.Globalization;

namespace Inference.Engine.Execution;

/// <summary>How much memory this process may have: the machine's, or less where it runs in a container with a limit.</summary>
/// <remarks>What the runtime calls available is less than that in a container: its share for managed objects.</remarks>
public static class ProcessMemory
{
    public static long LimitBytes => Math.Min(MachineBytes("/") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, ContainerLimit("/") ?? long.MaxValue);

    /// <summary>The lowest limit of the control groups, of either version, that this process is in; null where there is none.</summary>
    internal static long? ContainerLimit(string root)
    {
        long? lowest = null;
        foreach (string line in Lines(root, "proc/self/cgroup"))
        {
            // 4:memory:/path in version 1; 0::/path in version 2.
            if (line.Split(':', 3) is not [_, string controllers, string path]) continue;
            bool isUnified = controllers.Length == 0;
            if (!isUnified && !controllers.Split(',').Contains("memory")) continue;
            (string folder, string file) = isUnified ? ("sys/fs/cgroup", "memory.max") : ("sys/fs/cgroup/memory", "memory.limit_in_bytes");
            // In a container the path is often one of the host's, which is not to be seen in it: then the root counts.
            for (string? group = path.Trim('/'); group is not null; group = group.Length == 0 ? null : Path.GetDirectoryName(group))
            {
                if (Lines(root, Path.Combine(folder, group, file)) is [string text] && long.TryParse(text, CultureInfo.InvariantCulture, out long bytes) && bytes > 0)
                {
                    lowest = Math.Min(lowest ?? long.MaxValue, bytes);
                }
            }
        }

        return lowest;
    }

    internal static long? MachineBytes(string root)
    {
        foreach (string line in Lines(root, "proc/meminfo"))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["MemTotal:", string number, "kB"] && long.TryParse(number, CultureInfo.InvariantCulture, out long kibibytes)) return kibibytes << 10;
        }

        return null;
    }

    private static string[] Lines(string root, string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
