using System.Diagnostics;
using Inference.Support;

namespace Inference.Server.Tests.Console;

/// <summary>A headless Chromium with a profile of its own, told what to do by its DevTools protocol. Started when first asked for a tab.</summary>
public sealed class Chromium : IAsyncLifetime, IDisposable
{
    private const string Announcement = "DevTools listening on ";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", "about:blank",
    ];

    private readonly TemporaryFolder _profile = new();
    private Process? _process;
    private DevTools? _devTools;

    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>A new tab, which shares nothing with others.</summary>
    internal async Task<BrowserTab> OpenAsync(string url, int width = 1280, int height = 900, bool dark = false)
    {
        _devTools ??= await StartAsync();
        return await BrowserTab.OpenAsync(_devTools, url, width, height, dark);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_devTools is not null) await _devTools.DisposeAsync();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    public void Dispose() => _profile.Dispose();

    private async Task<DevTools> StartAsync()
    {
        ProcessStartInfo start = new(Program!, [$"--user-data-dir={_profile.Path}", .. Arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        _process.ErrorDataReceived += (_, line) =>
        {
            said.Add(line.Data ?? "(end)");
            if (line.Data is null) address.TrySetException(new InvalidOperationException("Chromium ended:\n" + string.Join('\n', said)));
            else if (line.Data.StartsWith(Announcement, StringComparison.Ordinal)) address.TrySetResult(line.Data[Announcement.Length..]);
        };
        _process.BeginErrorReadLine();
        return await DevTools.ConnectAsync(new Uri(await address.Task.WaitAsync(TimeSpan.FromSeconds(60))));
    }
}
