using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Inference.Gateway.Metrics;
using Inference.Server.Terminal;
using Inference.Silo.Commands;
using Inference.Silo.Hosting;
using Inference.Silo.Tests.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inference.Silo.Tests.Hosting;

public sealed class SiloServerTests
{
    [Theory]
    [InlineData("--silo-port", "--gateway-port")]
    [InlineData("--gateway-port", "--silo-port")]
    public async Task Silo_PortIsTaken_OneLineAndExitCodeOne(string option, string other)
    {
        using TcpListener taken = new(IPAddress.Loopback, 0), free = new(IPAddress.Loopback, 0);
        taken.Start();
        free.Start();
        (int port, int otherPort) = (PortOf(taken), PortOf(free));
        free.Stop();
        (int exitCode, string error) = await RunAsync("--port", "0", option, $"{port}", other, $"{otherPort}");

        Assert.Equal($"inference: cannot listen on 127.0.0.1:{port}: address already in use (--advertised-ip and {option} say where)\n", error);
        Assert.Equal(1, exitCode);
    }

    /// <summary>The port was free when the silo began to join.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task StartAsync_PortIsTakenMeanwhile_NamesItAndLogsNothingMore(int takenOne)
    {
        using TcpListener http = new(IPAddress.Loopback, 0), silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        TcpListener[] all = [http, silo, gateway];
        foreach (TcpListener listener in all) listener.Start();
        int[] ports = [.. all.Select(PortOf)];
        foreach (TcpListener listener in all.Where((_, index) => index != takenOne)) listener.Stop();
        SiloSettings settings = SiloArgumentsTests.Read("--silo-role", "front", "--port", $"{ports[0]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}");
        using MetricsCollector metrics = new();
        RecordedLog log = new();
        CommandException refused;
        await using (WebApplication application = SiloApplication.Build(settings, metrics))
        {
            application.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
            refused = await Assert.ThrowsAsync<CommandException>(() => SiloServer.StartAsync(settings, () => application.StartAsync(), () => application.StopAsync()));
        }

        Assert.Equal(
            takenOne == 0 ? $"cannot listen on 127.0.0.1:{ports[0]}: address already in use (--host and --port say where)"
                : $"cannot listen on port {ports[1]} or {ports[2]}: address already in use (--silo-port and --gateway-port say where)",
            refused.Message);
        Assert.Empty(log.Lines);
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        string[] own = [typeof(SiloCommand).Assembly.Location, "silo", "--end-with-input", "--silo-role", "front", .. arguments];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", own) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(await output);
        return (process.ExitCode, await error);
    }
}
