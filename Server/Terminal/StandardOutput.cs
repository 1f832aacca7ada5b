using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Inference.Server.Terminal;

/// <summary>
/// Where answers go that may be many. A pipe that nobody reads any more (<c>| head -1</c>) ends the command; .NET's own stream would
/// drop what is written and let it compute on.
/// </summary>
internal static class StandardOutput
{
    private const int Handle = 1;

    /// <summary>As Linux numbers it.</summary>
    private const int BrokenPipe = 32;

    public static Stream Open() => (Console.IsOutputRedirected && OperatingSystem.IsLinux() ? Pipe() : null) ?? Console.OpenStandardOutput();

    public static TextWriter OpenText() => new StreamWriter(Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    /// <summary>Whether this was a write to a pipe that nobody reads.</summary>
    public static bool IsClosed(IOException error) => error.HResult == BrokenPipe;

    /// <summary>Null for a file, whose place standard error may share, and for what is none or closed.</summary>
    private static PipeOutput? Pipe()
    {
        try
        {
            FileStream pipe = new(new SafeFileHandle(Handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? null : new PipeOutput(pipe, Console.OpenStandardOutput);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
