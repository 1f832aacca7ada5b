using System.Globalization;

namespace Inference.Bench.Reliability.Processes;

/// <summary>PostgreSQL as Debian installs it. It refuses to be root's, and so belongs to its own user where root runs this.</summary>
internal sealed class PostgresStore(string folder, int port, IReadOnlyList<string> schema) : IMembershipStore
{
    private const string Programs = "/usr/lib/postgresql/15/bin", User = "postgres";

    private readonly string _data = Path.Combine(folder, "postgres");
    private bool _isMade, _runs;

    public string Kind => "postgres";

    public string Connection => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={User};Database=postgres;Timeout=2");

    public async Task StartAsync()
    {
        if (!_isMade)
        {
            Directory.CreateDirectory(_data);
            if (Environment.IsPrivilegedProcess) await ChildProcess.RunAsync("chown", User, _data);
            await AsOwnerAsync("initdb", "-D", _data, "-A", "trust", "-U", User, "--no-sync");
        }

        string options = string.Create(CultureInfo.InvariantCulture, $"-p {port} -k {_data} -c listen_addresses=127.0.0.1");
        await AsOwnerAsync("pg_ctl", "-D", _data, "-o", options, "-l", Path.Combine(_data, "server.log"), "-w", "start");
        _runs = true;
        if (_isMade) return;
        _isMade = true;
        foreach (string file in schema) await ChildProcess.RunAsync("psql", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", User, "-v", "ON_ERROR_STOP=1", "-q", "-f", file);
    }

    public async Task StopAsync()
    {
        if (!_runs) return;
        _runs = false;
        await AsOwnerAsync("pg_ctl", "-D", _data, "-m", "immediate", "-w", "stop");
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static Task AsOwnerAsync(string program, params IEnumerable<string> arguments) => Environment.IsPrivilegedProcess
        ? ChildProcess.RunAsync("runuser", ["-u", User, "--", Path.Combine(Programs, program), .. arguments])
        : ChildProcess.RunAsync(Path.Combine(Programs, program), arguments);
}
