using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Inference.Server.Serving;
using Inference.Server.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Tests.Serving;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::")]
    public void Check_FreePort_IsFine(string address)
    {
        if (!Socket.OSSupportsIPv6 && address.Contains(':', StringComparison.Ordinal)) return;
        ListenAddress.Check(new IPEndPoint(IPAddress.Parse(address), 0));
    }

    /// <summary>The port was free when the model began to load.</summary>
    [Fact]
    public async Task StartAsync_PortIsTaken_SaysSoAndNothingElse()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        var endpoint = (IPEndPoint)taken.LocalEndpoint;
        RecordedLog log = new();
        WebApplicationBuilder builder = GatewayHost.CreateBuilder(endpoint, null, logging =>
        {
            logging.AddProvider(log);
            ListenAddress.LeaveOutFailedStart(logging);
        });
        await using WebApplication application = builder.Build();
        var refused = await Assert.ThrowsAsync<CommandException>(() => ListenAddress.StartAsync(endpoint, () => application.StartAsync()));

        Assert.Equal($"cannot listen on {endpoint}: address already in use (--host and --port say where)", refused.Message);
        Assert.DoesNotContain(log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task StartAsync_AnotherAddressDoesNotAnswer_IsNotTakenForThisOne()
    {
        IPEndPoint endpoint = new(IPAddress.Loopback, 0);
        await Assert.ThrowsAsync<SocketException>(() => ListenAddress.StartAsync(endpoint, () => Task.FromException(new SocketException((int)SocketError.ConnectionRefused))));
        await Assert.ThrowsAsync<IOException>(() => ListenAddress.StartAsync(endpoint, () => Task.FromException(new IOException("", new SocketException((int)SocketError.ConnectionReset)))));
    }

    [Fact]
    public async Task StartAsync_AddressIsNotForThisUser_SaysSo()
    {
        IPEndPoint endpoint = new(IPAddress.Loopback, 80);
        var refused = await Assert.ThrowsAsync<CommandException>(() => ListenAddress.StartAsync(endpoint, () => Task.FromException(new SocketException((int)SocketError.AccessDenied))));
        Assert.StartsWith("cannot listen on 127.0.0.1:80: permission denied", refused.Message, StringComparison.Ordinal);
    }

    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Line)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
