using System.Diagnostics;
using System.Globalization;
using Inference.LoadTests.Client;

namespace Inference.LoadTests.Targets;

/// <summary>Servers that a command starts, and that end with this program.</summary>
internal sealed class StartedTarget : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private StartedTarget(Process process, IReadOnlyList<AnnouncedServer> servers) => (_process, Servers) = (process, servers);

    public IReadOnlyList<AnnouncedServer> Servers { get; }

    public int Pid => _process.Id;

    /// <summary>Runs a command line of a shell, and reads from what it prints where its servers are.</summary>
    /// <param name="command">Such as <c>./inference serve --port 0</c>.</param>
    /// <param name="count">Servers to wait for; null: as many as a cluster says that it starts, or one.</param>
    /// <param name="patience">For the last of these to answer.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="known">Where its one server will listen, whatever it prints; null: it says so.</param>
    /// <exception cref="LoadTestException">It does not start.</exception>
    public static async Task<StartedTarget> StartAsync(string command, int? count, TimeSpan patience, CancellationToken cancellation, Uri? known = null)
    {
        // The shell gives its own process to a command that stands alone, so that signals reach it.
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec {command}"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        Process process = Process.Start(start) ?? throw new LoadTestException($"'{command}' does not start");
        Announcements announcements = new(count);
        process.OutputDataReceived += (_, line) => announcements.OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => announcements.OnLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Task ended = process.WaitForExitAsync(cancellation);
            Task<IReadOnlyList<AnnouncedServer>> said = known is null ? announcements.Complete : Task.FromResult<IReadOnlyList<AnnouncedServer>>([new AnnouncedServer(0, null, known)]);
            await Task.WhenAny(said, ended).WaitAsync(patience, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (!said.IsCompleted) throw new LoadTestException($"'{command}' ended before it said where it listens{announcements.Tail}");
            IReadOnlyList<AnnouncedServer> servers = [.. (await said).Select(server => server with { Pid = server.Pid ?? process.Id })];
            foreach (AnnouncedServer server in servers)
            {
                using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                Task ready = WaitUntilReadyAsync(server.Address, patience, stop.Token);
                if (await Task.WhenAny(ready, ended) != ready)
                {
                    await stop.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                    throw new LoadTestException($"'{command}' ended before it was ready{announcements.Tail}");
                }

                await ready;
            }

            return new StartedTarget(process, servers);
        }
        catch (Exception error)
        {
            await StopAsync(process);
            if (error is TimeoutException) throw new LoadTestException($"'{command}' does not get ready within {patience.TotalSeconds:0} s{announcements.Tail}", error);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(_process);

    private static async Task StopAsync(Process process)
    {
        if (!process.HasExited)
        {
            Signals.Send(process.Id, Signal.Term);
            try
            {
                await process.WaitForExitAsync().WaitAsync(StopPatience);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    /// <summary>Ready is who answers <c>/ready</c> or, where there is no such address, <c>/health</c> or the list of models with success.</summary>
    private static async Task WaitUntilReadyAsync(Uri address, TimeSpan patience, CancellationToken cancellation)
    {
        using HttpClient http = HttpAccess.Create(new ClientOptions { Addresses = [address] });
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (string path in new[] { "ready", "health", "v1/models" })
            {
                try
                {
                    using HttpResponseMessage response = await http.GetAsync(new Uri(address, path), cancellation);
                    if (response.IsSuccessStatusCode) return;
                    if ((int)response.StatusCode != 404) break;
                }
                catch (HttpRequestException)
                {
                    break;
                }
            }

            if (Stopwatch.GetElapsedTime(begun) > patience) throw new TimeoutException();
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
        }
    }

    /// <summary>Collects what a program says of its servers, and the last that it said at all.</summary>
    private sealed class Announcements(int? count)
    {
        private const int Lines = 20;

        private readonly Lock _lock = new();
        private readonly List<AnnouncedServer> _servers = [];
        private readonly Queue<string> _tail = [];
        private int _count = count ?? 1;
        private readonly TaskCompletionSource<IReadOnlyList<AnnouncedServer>> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<AnnouncedServer>> Complete => _complete.Task;

        /// <summary>What was said last, to be put behind a message; nothing where nothing was said.</summary>
        public string Tail
        {
            get
            {
                lock (_lock) return _tail.Count == 0 ? ", and says nothing" : ":\n" + string.Join('\n', _tail);
            }
        }

        public void OnLine(string? line)
        {
            if (line is null) return;
            lock (_lock)
            {
                _tail.Enqueue(line);
                if (_tail.Count > Lines) _tail.Dequeue();
                if (count is null && AnnouncedServer.ReadCount(line) is { } starting) _count = starting;
                if (AnnouncedServer.Read(line) is not { } server || _servers.Any(known => known.Address == server.Address)) return;
                _servers.Add(server);
                if (_servers.Count == _count) _complete.TrySetResult([.. _servers.OrderBy(each => each.Number)]);
            }
        }
    }
}
