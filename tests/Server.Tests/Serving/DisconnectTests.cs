using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Inference.Contracts;
using Inference.Engine.Hosting;
using Inference.Gateway.Metrics;

namespace Inference.Server.Tests.Serving;

/// <summary>Whoever goes away is computed for no longer than the step takes that is being computed.</summary>
[Collection(nameof(RunningServer))]
public sealed class DisconnectTests
{
    private const int Streams = 64, Blocks = 4096;

    [Theory]
    [InlineData("/v1/completions", """{"prompt":"a","max_tokens":3000,"ignore_eos":true,"stream":true}""")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"max_tokens":3000,"ignore_eos":true,"stream":true}""")]
    public async Task Disconnect_AllStreamsAtOnce_EndWithTheStepInProgress(string path, string body)
    {
        string name = $"held-{Guid.NewGuid():N}";
        using MetricsCollector metrics = new(meter => meter.Tags?.Any(tag => tag.Key == "model_name" && name.Equals(tag.Value)) == true);
        using HeldRunner runner = new(Blocks);
        await using InferenceEngine engine = new(runner, [], new EngineOptions { ModelName = name, TargetStepTime = TimeSpan.Zero });
        using SemaphoreSlim left = new(0);
        await using ScriptedServer server = await ScriptedServer.StartAsync((request, cancellation) => GenerateAsync(engine, left, request, cancellation));
        TcpClient[] clients = [.. Enumerable.Range(0, Streams).Select(_ => new TcpClient())];
        Task begun = Task.WhenAll(clients.Select(client => Task.Run(() => BeginAsync(client, server.Client.BaseAddress!.Port, path, body))));

        // Steps go on until everybody has heard something, and are held from then on. Paced streams have tokens that wait when their clients go.
        await runner.Entered.WaitAsync();
        while (!begun.IsCompleted)
        {
            runner.Held.Release();
            await runner.Entered.WaitAsync();
            await Task.WhenAny(begun, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }

        await begun;
        foreach (TcpClient client in clients) client.Dispose();
        for (int i = 0; i < Streams; i++) Assert.True(await left.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(Streams, Value(metrics, "vllm:num_requests_running"));
        runner.Held.Release();
        await engine.DrainAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(0, runner.Entered.CurrentCount);
        Assert.Equal((0, 0, Blocks), (engine.Load.Running, engine.Load.Waiting, engine.Load.FreeBlocks));
        Assert.Equal(0, Value(metrics, "vllm:num_requests_running"));
        Assert.Equal(Streams, Value(metrics, "vllm:request_success_total", "finished_reason=\"abort\""));
        Assert.Equal(Streams, Value(metrics, "vllm:request_success_total"));
    }

    /// <summary>What the engine says, and when nobody listens any more.</summary>
    private static async IAsyncEnumerable<TokenChunk> GenerateAsync(
        InferenceEngine engine, SemaphoreSlim left, GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Assert.True(request.Pacing > TimeSpan.Zero);
        IAsyncEnumerator<TokenChunk> chunks = engine.GenerateAsync(request, cancellation).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await chunks.MoveNextAsync()) yield return chunks.Current;
        }
        finally
        {
            await chunks.DisposeAsync();
            left.Release();
        }
    }

    /// <summary>Asks, and reads the beginning of the answer, which comes with its first token.</summary>
    private static async Task BeginAsync(TcpClient client, int port, string path, string body)
    {
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        await client.GetStream().ReadExactlyAsync(new byte[1]);
    }

    private static double Value(MetricsCollector metrics, string name, string label = "") => metrics.Read().Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
