using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Reattachment;
using Inference.Server.Serving;

namespace Inference.Server.Tests.Serving;

/// <summary>Streams whose text is read as reasoning and calls, from engines that give their tokens in chunks of different sizes.</summary>
[Collection(nameof(RunningServer))]
public sealed class ReadAnswerReattachmentTests
{
    private const string Answer = "<think>first\nthis</think>I say: h\u00e9 <tool_call>{\"name\": \"pick\", \"arguments\": {\"x\": \"a\"}}</tool_call><tool_call>{\"name\": \"pick\", \"arguments\": {\"x\": \"b\"}}</tool_call>";
    private const string Tools = """[{"type":"function","function":{"name":"pick","parameters":{"type":"object","properties":{"x":{"type":"string"}}}}}]""";
    private const string FlatTools = """[{"type":"function","name":"pick","parameters":{"type":"object","properties":{"x":{"type":"string"}}}}]""";

    [Theory]
    [InlineData("/v1/chat/completions", 1)]
    [InlineData("/v1/chat/completions", 4)]
    [InlineData("/v1/responses", 1)]
    [InlineData("/v1/responses", 3)]
    public async Task Get_ReasoningAndCalls_HasExactlyTheRest(string path, int interval)
    {
        IResponseJournal journal = LocalReattachment.NewJournal(TimeProvider.System);
        await using ScriptedServer first = await StartAsync(journal, chunk: 1, interval), second = await StartAsync(journal, chunk: 5, interval: 1);
        string body = path.Contains("chat", StringComparison.Ordinal)
            ? $$"""{"messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true},"tools":{{Tools}} }"""
            : $$"""{"input":"hi","stream":true,"tools":{{FlatTools}} }""";
        string text = await StreamClient.PostAsync(first.Client, path, body);
        string[] whole = [.. StreamClient.Read(text).Select(each => each.Data)], ids = [.. StreamClient.Read(text).Select(each => each.Id)];
        JsonNode begun = JsonNode.Parse(whole[0])!;
        string address = begun["response"] is { } response ? $"{path}/{response["id"]}?stream=true" : $"{path}/{begun["id"]}";
        Assert.Contains("call_", text, StringComparison.Ordinal);
        Assert.Contains("reasoning", text, StringComparison.Ordinal);

        for (int read = 0; read < whole.Length; read++)
        {
            string rest = await StreamClient.RestAsync(read % 2 == 0 ? second.Client : first.Client, address, read == 0 ? null : ids[read - 1]);
            Assert.Equal(whole[read..], StreamClient.Read(rest).Select(each => each.Data));
            Assert.Equal(ids[read..], StreamClient.Read(rest).Select(each => each.Id));
        }
    }

    private static Task<ScriptedServer> StartAsync(IResponseJournal journal, int chunk, int interval) => ScriptedServer.StartAsync(
        (request, cancellation) => SayAsync(request, chunk, cancellation),
        new() { ToolParser = "hermes", ReasoningParser = "qwen3", Journal = journal, Configure = options => options.StreamInterval = interval });

    private static async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int[] tokens = [.. Encoding.UTF8.GetBytes(Answer).Select(value => (int)value)];
        for (int at = 0; at < tokens.Length; at += size)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            int end = Math.Min(at + size, tokens.Length);
            yield return new TokenChunk { RequestId = request.Id, Choice = 0, Position = at, Tokens = tokens[at..end], FinishReason = end == tokens.Length ? FinishReason.Stop : null };
        }
    }
}
