using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Inference.Contracts;

namespace Inference.Server.Tests.Serving;

/// <summary>Streams whose tokens do not simply come one after the other to the end.</summary>
[Collection(nameof(RunningServer))]
public sealed class StreamTests
{
    private const string Completions = "/v1/completions", Body = """{"prompt":"a","stream":true}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_NothingComes_KeepsTheConnectionAlive(bool hasBegun)
    {
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(SayAsync, new() { Configure = options => options.KeepAliveInterval = TimeSpan.FromMilliseconds(1) });
        using HttpResponseMessage response = await server.PostAsync(Completions, Body, HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        List<string> lines = [];

        // On a busy machine comments may come before the first token, too.
        while (lines.Count(line => line == ": keep-alive") < 3 || (hasBegun && !lines.Any(IsData))) lines.Add((await reader.ReadLineAsync())!);
        goOn.SetResult();
        string[] rest = (await reader.ReadToEndAsync()).Split('\n');

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string[] data = [.. lines.Concat(rest).Where(line => line.StartsWith("data: {", StringComparison.Ordinal))];
        Assert.Equal(hasBegun, lines.Any(IsData));
        Assert.Equal("xyz", string.Concat(data.Select(line => (string?)JsonNode.Parse(line["data: ".Length..])!["choices"]![0]!["text"])));
        Assert.Contains("data: [DONE]", rest);

        static bool IsData(string line) => line.StartsWith("data: ", StringComparison.Ordinal);

        async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            if (hasBegun) yield return ScriptedServer.Chunk(request, 0, "x");
            await goOn.Task.WaitAsync(cancellation);
            yield return ScriptedServer.Chunk(request, hasBegun ? 1 : 0, hasBegun ? "yz" : "xyz", FinishReason.Stop);
        }
    }

    [Fact]
    public async Task Post_EngineFailsInMidStream_EndsWithAnErrorEvent()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(SayAsync);
        string text = await (await server.PostAsync(Completions, Body)).Content.ReadAsStringAsync();
        string[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];

        Assert.Equal(3, events.Length);
        Assert.Equal("engine_failed", (string?)JsonNode.Parse(events[1]["id: 1\ndata: ".Length..])!["error"]!["code"]);
        Assert.EndsWith("data: [DONE]", events[2], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);

        static async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return ScriptedServer.Chunk(request, 0, "x");
            await Task.Yield();
            throw new InferenceException(InferenceError.EngineFailed, "The engine failed.", new InvalidOperationException("secret"));
        }
    }

    [Fact]
    public async Task Post_ClientLeavesWhileNothingComes_CancelsTheGeneration()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(SayAsync);
        using (HttpResponseMessage response = await server.PostAsync(Completions, Body, HttpCompletionOption.ResponseHeadersRead))
        {
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1]);
            server.Client.Dispose();
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(1));

        async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return ScriptedServer.Chunk(request, 0, "x");
            await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => cancelled.TrySetResult(), null);
            await Task.Delay(Timeout.Infinite, cancellation);
        }
    }
}
