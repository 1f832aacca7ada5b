using Inference.Server.Terminal;

namespace Inference.Silo.LocalCluster;

/// <summary>The ports of the first silo; the others have the next ones.</summary>
internal sealed record SiloPorts(int Http, int Silo, int Gateway)
{
    private const int Last = 65535;

    public SiloPorts Of(int silo) => new(Http + silo, Silo + silo, Gateway + silo);

    /// <exception cref="UsageException">So many silos cannot have them.</exception>
    public void Check(int silos)
    {
        if (silos > Last / 3) throw new UsageException($"--silos must be at most {Last / 3}, as each silo has three ports, got {silos}");
        (string Option, int First)[] all = [("--port", Http), ("--silo-port", Silo), ("--gateway-port", Gateway)];
        foreach ((string option, int first) in all)
        {
            if (first < 1 || first > Last - silos + 1) throw new UsageException($"{option} must be 1 to {Last - silos + 1}, as each of {silos} silos has a port from there on, got {first}");
        }

        foreach (((string Option, int First) one, (string Option, int First) other) in all.SelectMany((one, i) => all.Skip(i + 1).Select(other => (one, other))))
        {
            if (Math.Abs(one.First - other.First) < silos) throw new UsageException($"{one.Option} and {other.Option} overlap: {Range(one.First)} and {Range(other.First)}, a port for each silo");
        }

        string Range(int first) => silos == 1 ? $"{first}" : $"{first} to {first + silos - 1}";
    }
}
