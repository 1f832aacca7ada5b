using System.Globalization;

namespace Inference.LoadTests.Targets;

/// <summary>Finds the process of this machine that listens on a port, where the system lets one see it.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    public static int? Find(Uri address)
    {
        if (!OperatingSystem.IsLinux() || !address.IsLoopback) return null;
        try
        {
            string? inode = SocketOf(address.Port);
            return inode is null ? null : HolderOf($"socket:[{inode}]");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? SocketOf(int port)
    {
        string suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Listening)?[9];
    }

    private static int? HolderOf(string socket)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)) continue;
            try
            {
                if (Directory.EnumerateFiles(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget == socket)) return pid;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another user's, or gone by now.
            }
        }

        return null;
    }
}
