using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Inference.LoadTests.Targets;

/// <summary>Sends signals by the system's own command: .NET has no call for it.</summary>
internal static class Signals
{
    /// <returns>Whether there was such a process.</returns>
    public static bool Send(int pid, Signal signal)
    {
        try
        {
            ProcessStartInfo start = new("kill", ["-" + signal.ToString().ToUpperInvariant(), pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
            using Process kill = Process.Start(start)!;
            kill.WaitForExit();
            return kill.ExitCode == 0;
        }
        catch (Win32Exception error)
        {
            throw new LoadTestException($"signals cannot be sent here: {error.Message}", error);
        }
    }
}
