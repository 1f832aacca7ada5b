using System.Globalization;
using System.Text.RegularExpressions;

namespace Inference.LoadTests.Targets;

/// <summary>A server that a program says it has started.</summary>
/// <param name="Number">Of a silo of a cluster, from one; zero for a server that stands alone.</param>
/// <param name="Pid">Where it is said.</param>
/// <param name="Address">Where it listens.</param>
internal sealed partial record AnnouncedServer(int Number, int? Pid, Uri Address)
{
    /// <summary>Reads <c>inference-silo: silo 1 pid 1234 http://127.0.0.1:8000</c>, or any line with an address in it.</summary>
    public static AnnouncedServer? Read(string line)
    {
        if (SiloPattern().Match(line) is { Success: true } silo)
        {
            return new AnnouncedServer(
                int.Parse(silo.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(silo.Groups[2].ValueSpan, CultureInfo.InvariantCulture), new Uri(silo.Groups[3].Value));
        }

        return AddressPattern().Match(line) is { Success: true } address ? new AnnouncedServer(0, null, new Uri(address.Value)) : null;
    }

    /// <summary>Reads <c>inference-silo: starting 3 silos</c>: of how many a cluster is going to say that they are there.</summary>
    public static int? ReadCount(string line) =>
        CountPattern().Match(line) is { Success: true } match && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var count ? count : null;

    [GeneratedRegex(@"\bstarting (\d{1,4}) silos?\b")]
    private static partial Regex CountPattern();

    [GeneratedRegex(@"\bsilo (\d{1,6}) pid (\d{1,9}) (https?://[\w.:\[\]-]+)")]
    private static partial Regex SiloPattern();

    [GeneratedRegex(@"https?://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d+")]
    private static partial Regex AddressPattern();
}
