using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Inference.Contracts;

namespace Inference.Server.Tests.Serving;

/// <summary>What a stream asks of the engine, and how tokens that come together leave.</summary>
[Collection(nameof(RunningServer))]
public sealed class StreamPacingTests
{
    [Theory]
    [InlineData("/v1/completions", """{"prompt":"a","stream":true}""", 20, 20)]
    [InlineData("/v1/completions", """{"prompt":"a"}""", 20, 20)]
    [InlineData("/v1/completions", """{"prompt":"a","stream":true}""", 0, 0)]
    [InlineData("/v1/completions", """{"prompt":"a","stream":true,"stop":["x"]}""", 20, 0)]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"stream":true}""", 35, 35)]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}],"stream":true,"stop":"x"}""", 35, 0)]
    [InlineData("/v1/responses", """{"input":"a","stream":true}""", 20, 20)]
    public async Task Post_Pacing_IsAskedOfTheEngineUnlessTextMayEndTheAnswer(string path, string body, int milliseconds, int expected)
    {
        TimeSpan? pacing = null;
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            (request, cancellation) =>
            {
                pacing = request.Pacing;
                return ScriptedServer.SayAsync(request, "hello", cancellation);
            },
            new() { Configure = options => options.StreamPacing = TimeSpan.FromMilliseconds(milliseconds) });
        using HttpResponseMessage response = await server.PostAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromMilliseconds(expected), pacing);
    }

    [Fact]
    public async Task Post_TokensThatComeTogether_AreAnEventEachAndWaitForNothing()
    {
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(SayAsync);
        using HttpResponseMessage response = await server.PostAsync("/v1/completions", """{"prompt":"a","stream":true}""", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        List<string> lines = [];
        while (lines.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)) < 5) lines.Add((await reader.ReadLineAsync())!);
        goOn.SetResult();
        lines.AddRange((await reader.ReadToEndAsync()).Split('\n'));

        string[] texts = [.. lines.Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => (string)JsonNode.Parse(line["data: ".Length..])!["choices"]![0]!["text"]!)];
        Assert.Equal(["a", "b", "c", "d", "e", "f"], texts);

        async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; i < 5; i++) yield return ScriptedServer.Chunk(request, i, "abcde"[i].ToString());
            await goOn.Task.WaitAsync(cancellation);
            yield return ScriptedServer.Chunk(request, 5, "f", FinishReason.Stop);
        }
    }

    [Fact]
    public async Task Post_FailsWithEventsThatHaveNotLeftYet_TheyComeBeforeTheError()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(SayAsync);
        string text = await (await server.PostAsync("/v1/completions", """{"prompt":"a","stream":true}""")).Content.ReadAsStringAsync();
        IReadOnlyList<StreamEvent> events = StreamClient.Read(text);
        Assert.Equal(5, events.Count);
        Assert.Equal("engine_failed", (string?)JsonNode.Parse(events[3].Data)!["error"]!["code"]);
        Assert.Equal("[DONE]", events[4].Data);

        static async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            for (int i = 0; i < 3; i++) yield return ScriptedServer.Chunk(request, i, "x");
            throw new InferenceException(InferenceError.EngineFailed, "The engine failed.");
        }
    }
}
