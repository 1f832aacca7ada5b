using System.Globalization;
using System.Net.Sockets;

namespace Inference.Bench.Reliability.Processes;

/// <summary>Redis, which writes everything to its log on disk.</summary>
internal sealed class RedisStore(string folder, int port) : IMembershipStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private ChildProcess? _process;

    public string Kind => "redis";

    public string Connection => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    public async Task StartAsync()
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        _process = ChildProcess.Start(
            "redis-server", ["--port", number, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""], Path.Combine(folder, "redis.log"));
        using CancellationTokenSource end = new(Patience);
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync("127.0.0.1", port, end.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100, end.Token);
            }
        }
    }

    public async Task StopAsync()
    {
        if (_process is null) return;
        await _process.SignalAsync("KILL");
        await _process.WaitAsync(Patience);
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
