using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Inference.Gateway.Metrics;
using Inference.Server.Terminal;
using Inference.Silo.Commands;
using Inference.Silo.Hosting;
using Inference.Silo.Tests.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;

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
    [Fact]
    public async Task StartAsync_HttpPortIsTakenMeanwhile_NamesThatOne()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0), silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        foreach (TcpListener listener in (TcpListener[])[taken, silo, gateway]) listener.Start();
        (int port, int siloPort, int gatewayPort) = (PortOf(taken), PortOf(silo), PortOf(gateway));
        silo.Stop();
        gateway.Stop();
        SiloSettings settings = SiloArgumentsTests.Read("--silo-role", "front", "--port", $"{port}", "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}");
        using MetricsCollector metrics = new();
        await using WebApplication application = SiloApplication.Build(settings, metrics);
        CommandException refused = await Assert.ThrowsAsync<CommandException>(() => SiloServer.StartAsync(settings, () => application.StartAsync()));

        Assert.Equal($"cannot listen on 127.0.0.1:{port}: address already in use (--host and --port say where)", refused.Message);
    }

    [Fact]
    public async Task StartAsync_SiloPortIsTakenMeanwhile_NamesThosePorts()
    {
        SiloSettings settings = SiloArgumentsTests.Read("--silo-port", "12", "--gateway-port", "13");
        CommandException refused = await Assert.ThrowsAsync<CommandException>(() => SiloServer.StartAsync(settings, () => Task.FromException(new AddressInUseException("taken"))));

        Assert.Equal("cannot listen on port 12 or 13: address already in use (--silo-port and --gateway-port say where)", refused.Message);
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
