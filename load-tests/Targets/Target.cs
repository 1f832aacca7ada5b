using Inference.LoadTests.Client;

namespace Inference.LoadTests.Targets;

/// <summary>What is tested: addresses, and the processes behind these where they are on this machine.</summary>
internal sealed record Target(IReadOnlyList<Uri> Addresses, IReadOnlyList<int> Pids, ClientOptions Client)
{
    /// <param name="client">Has the addresses.</param>
    /// <param name="pids">Of the processes; where none is given, those that listen on the addresses.</param>
    public static Target Of(ClientOptions client, IReadOnlyList<int> pids) =>
        new(client.Addresses, pids.Count > 0 ? pids : [.. client.Addresses.Select(PortOwner.Find).Where(pid => pid is not null).Select(pid => pid!.Value).Distinct()], client);
}
