using System.Net;
using System.Net.Sockets;
using System.Text;
using Inference.Server.Tests.Serving;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

/// <summary>The server's life as a process: signals, and the model that comes with it.</summary>
[Collection(nameof(RunningServer))]
public sealed class ServeCommandTests : IDisposable
{
    private const string Body = """{"prompt":"a","max_tokens":1}""";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_RequestInWork_EndsBeforeTheServerDoes(string signal)
    {
        await using ServeProcess server = await StartAsync();
        using HeldRequest held = await HeldRequest.StartAsync(server.Url, Body.Length);
        await server.SignalAsync(signal);
        await UntilDrainingAsync(server);
        using HttpResponseMessage refused = await _client.PostAsync(server.Url + "/v1/completions", new StringContent(Body, Encoding.UTF8, "application/json"));
        string answer = await held.FinishAsync(Body);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(0, (await server.ExitAsync()).Code);
    }

    [Fact]
    public async Task SecondSignal_RequestInWork_EndsTheServerAtOnce()
    {
        await using ServeProcess server = await StartAsync("--shutdown-timeout", "3600");
        using HeldRequest held = await HeldRequest.StartAsync(server.Url, Body.Length);
        await server.SignalAsync("TERM");
        await UntilDrainingAsync(server);
        await server.SignalAsync("TERM");

        Assert.NotEqual(0, (await server.ExitAsync()).Code);
    }

    [Fact]
    public async Task ShutdownTimeout_RequestInWork_IsGivenUpAndSaidSo()
    {
        await using ServeProcess server = await StartAsync("--shutdown-timeout", "0.1");
        using HeldRequest held = await HeldRequest.StartAsync(server.Url, Body.Length);
        await server.SignalAsync("TERM");
        (int code, string error) = await server.ExitAsync();

        Assert.Equal(0, code);
        Assert.Contains("1 requests did not end", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_NoModelNamed_ServesTheOneThatComesWithIt()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(["serve", "--port", "0"]);

        Assert.Contains("\"id\":\"ember\"", await _client.GetStringAsync(server.Url + "/v1/models"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PortIsTaken_SaysSoInOneLine()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var outcome = await InferenceProcess.RunAsync(["serve", TinyChatModel.Write(_folder), "--port", $"{port}"]);

        Assert.Equal((1, $"inference: cannot listen on 127.0.0.1:{port}: address already in use (--host and --port say where)\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task Serve_AddressOfAnotherMachine_SaysSoInOneLine()
    {
        var outcome = await InferenceProcess.RunAsync(["serve", TinyChatModel.Write(_folder), "--host", "192.0.2.1", "--port", "0"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("inference: cannot listen on 192.0.2.1:0: ", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    private Task<ServeProcess> StartAsync(params string[] more) => ServeProcess.StartAsync(["serve", TinyChatModel.Write(_folder), "--port", "0", .. more]);

    private async Task UntilDrainingAsync(ServeProcess server)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while ((await _client.GetAsync(server.Url + "/ready", patience.Token)).IsSuccessStatusCode) patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>A request that the server works on, and whose body has not come yet.</summary>
    private sealed class HeldRequest(TcpClient connection) : IDisposable
    {
        public static async Task<HeldRequest> StartAsync(string url, int length)
        {
            Uri address = new(url);
            TcpClient connection = new();
            await connection.ConnectAsync(address.Host, address.Port);
            string head = $"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            // The server asks for the body when the endpoint reads it.
            byte[] begun = new byte["HTTP/1.1 100 Continue\r\n\r\n".Length];
            await connection.GetStream().ReadExactlyAsync(begun);
            Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(begun), StringComparison.Ordinal);
            return new HeldRequest(connection);
        }

        public async Task<string> FinishAsync(string body)
        {
            await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(body));
            using StreamReader reader = new(connection.GetStream());
            return await reader.ReadToEndAsync();
        }

        public void Dispose() => connection.Dispose();
    }
}
