using System.Diagnostics;
using System.Globalization;

namespace Inference.Support;

/// <summary>
/// How to start a process that a test sends SIGINT to. A shell without job control starts what it puts into the background with SIGINT ignored, every process
/// inherits that from its parent, and .NET respects it; so where these tests run like that, the child has to be given back the default.
/// </summary>
public static class SignalledProcess
{
    private const int Interrupt = 2;

    public static ProcessStartInfo StartInfo(string program)
    {
        if (!IsInterruptIgnored()) return new ProcessStartInfo(program);
        ProcessStartInfo start = new("env");
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add(program);
        return start;
    }

    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        if (!File.Exists(Status)) return false;
        string? mask = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))?[Ignored.Length..];
        return ulong.TryParse(mask?.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong signals) && (signals >> (Interrupt - 1) & 1) == 1;
    }
}
