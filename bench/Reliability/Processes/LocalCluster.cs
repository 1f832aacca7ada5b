using System.Globalization;

namespace Inference.Bench.Reliability.Processes;

/// <summary>A membership store and silos on this machine, and a folder with what they say.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan ReplicaTime = TimeSpan.FromSeconds(3);

    private LocalCluster(string folder, IMembershipStore store, IReadOnlyList<SiloNode> nodes) => (Folder, Store, Nodes) = (folder, store, nodes);

    public string Folder { get; }

    public IMembershipStore Store { get; }

    public IReadOnlyList<SiloNode> Nodes { get; }

    /// <param name="settings">Of the cluster.</param>
    /// <param name="roles">One for each silo, as <c>--silo-role</c> calls them.</param>
    public static async Task<LocalCluster> StartAsync(Settings settings, params IReadOnlyList<string> roles)
    {
        string folder = Directory.CreateTempSubdirectory("reliability-").FullName;
        if (settings.Store == "postgres") await ChildProcess.RunAsync("chmod", "o+x", folder);
        IMembershipStore store = settings.Store == "postgres" ? new PostgresStore(folder, settings.BasePort, settings.StoreSchema) : new RedisStore(folder, settings.BasePort);
        LocalCluster cluster = new(folder, store, [.. roles.Select((role, index) => NodeOf(settings, store, folder, role, index + 1))]);
        try
        {
            await store.StartAsync();
            foreach (SiloNode node in cluster.Nodes) node.Start();
            foreach (SiloNode node in cluster.Nodes) await node.ReadyAsync();

            // A front is ready with its first replica; the others follow.
            await Task.Delay(ReplicaTime * roles.Count);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiloNode node in Nodes) await node.DisposeAsync();
        await Store.DisposeAsync();
    }

    private static SiloNode NodeOf(Settings settings, IMembershipStore store, string folder, string role, int number)
    {
        string name = $"silo-{number}", id = Path.GetFileName(folder);
        int port = settings.BasePort + (10 * number);
        string[] arguments =
        [
            "silo", .. settings.Model is { } model ? (string[])[model] : [], "--silo-name", name, "--silo-role", role, "--cluster-id", id, "--service-id", id,
            "--port", Text(port), "--silo-port", Text(port + 1), "--gateway-port", Text(port + 2), "--membership", store.Kind, "--membership-connection", store.Connection,
            "--threads", Text(settings.Threads), .. settings.SiloArguments,
        ];
        return new SiloNode(settings.SiloProgram, name, new Uri($"http://127.0.0.1:{Text(port)}"), arguments, Path.Combine(folder, $"{name}.log"));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
