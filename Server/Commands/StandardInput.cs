using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Text that is piped into a command.</summary>
internal static class StandardInput
{
    private const string State = "/proc/self/fdinfo/0", Flags = "flags:";

    /// <summary>As Linux numbers it.</summary>
    private const int CloseOnExec = 0x80000;

    /// <summary>Who began this process may have closed it (<c>&lt;&amp;-</c>). What the runtime has opened in its place would never end.</summary>
    /// <exception cref="UsageException">It is closed.</exception>
    public static void RequireOpen()
    {
        if (IsClosed()) throw new UsageException("standard input is closed, and would be read here: pipe something into it, or nothing (< /dev/null)");
    }

    public static Stream Open()
    {
        RequireOpen();
        return Console.OpenStandardInput();
    }

    /// <summary>All of it. A read from a pipe or terminal cannot be cancelled, so it is left behind waiting where the command is.</summary>
    public static Task<string> ReadAllAsync(CancellationToken cancellation)
    {
        RequireOpen();
        return Task.Run(Console.In.ReadToEnd, CancellationToken.None).WaitAsync(cancellation);
    }

    /// <summary>Done when there is no more of it.</summary>
    public static Task EndAsync()
    {
        RequireOpen();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread reader = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            input.CopyTo(Stream.Null);
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "standard input",
        };
        reader.Start();
        return ended.Task;
    }

    /// <summary>What was handed to this process is not closed when a program begins: that would have closed it here. Known on Linux only.</summary>
    private static bool IsClosed()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Path.GetDirectoryName(State))) return false;
        try
        {
            string flags = File.ReadLines(State).First(line => line.StartsWith(Flags, StringComparison.Ordinal))[Flags.Length..];
            return (Convert.ToInt32(flags.Trim(), 8) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
