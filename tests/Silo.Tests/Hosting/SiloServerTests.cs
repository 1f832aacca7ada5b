using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Inference.Server.Terminal;
using Inference.Silo.Commands;
using Inference.Silo.Hosting;
using Inference.Silo.Tests.Commands;
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

    /// <summary>The port is free when the silo begins to join, and its own for other silos when HTTP is to be listened for.</summary>
    [Fact]
    public async Task Silo_HttpPortIsTakenMeanwhile_EndsInOneLineAndExitCodeOne()
    {
        using TcpListener free = new(IPAddress.Loopback, 0), other = new(IPAddress.Loopback, 0);
        free.Start();
        other.Start();
        (int port, int gateway) = (PortOf(free), PortOf(other));
        free.Stop();
        other.Stop();
        (int exitCode, string error) = await RunAsync("--port", $"{port}", "--silo-port", $"{port}", "--gateway-port", $"{gateway}");

        Assert.EndsWith($"\ninference: cannot listen on 127.0.0.1:{port}: address already in use (--host and --port say where)\n", error, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
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
