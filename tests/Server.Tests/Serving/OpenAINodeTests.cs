using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Inference.Contracts;
using Inference.Support;

namespace Inference.Server.Tests.Serving;

/// <summary>
/// The unmodified client of JavaScript's users, against the model of the repository and against a script. What it does is in
/// <c>OpenAINode/*.test.mjs</c>.
/// </summary>
[Collection(nameof(RunningServer))]
public sealed class OpenAINodeTests
{
    private int _retried;

    [OpenAINodeTheory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("service")]
    public async Task Client_OfNode_FindsWhatItKnows(string subject)
    {
        TaskCompletionSource endless = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningServer model = await OpenAIClients.StartServerAsync();
        await using ScriptedServer script = await ScriptedServer.StartAsync(
            (request, cancellation) => PlayAsync(request, endless, cancellation),
            new() { Configure = options => options.ApiKeys = [OpenAIClients.Key], ToolParser = "hermes", ReasoningParser = "qwen3" });
        ProcessStartInfo start = new("node", ["--test", Path.Combine(OpenAINode.Folder, $"{subject}.test.mjs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MODEL_URL"] = model.Client.BaseAddress!.ToString().TrimEnd('/'),
                ["SCRIPT_URL"] = script.Client.BaseAddress!.ToString().TrimEnd('/'),
                ["KEY"] = OpenAIClients.Key,
            },
        };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, output + await error);
        if (subject == "chat") await endless.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private IAsyncEnumerable<TokenChunk> PlayAsync(GenerateRequest request, TaskCompletionSource endless, CancellationToken cancellation)
    {
        string prompt = Encoding.UTF8.GetString([.. request.Prompt.Where(token => token < 256).Select(token => (byte)token)]);
        return prompt switch
        {
            _ when prompt.Contains("fail overloaded", StringComparison.Ordinal) => throw new InferenceException(InferenceError.Overloaded, "Too much is queued.") { RetryAfter = TimeSpan.FromSeconds(7) },
            _ when prompt.Contains("fail draining", StringComparison.Ordinal) => throw new InferenceException(InferenceError.Draining, "No more."),
            _ when prompt.Contains("fail engine", StringComparison.Ordinal) => throw new InferenceException(InferenceError.EngineFailed, "It failed."),
            _ when prompt.Contains("fail deadline", StringComparison.Ordinal) => throw new InferenceException(InferenceError.DeadlineExceeded, "Too late."),
            _ when prompt.Contains("fail late", StringComparison.Ordinal) => FailLateAsync(request, cancellation),
            _ when prompt.Contains("fail once", StringComparison.Ordinal) => _retried++ == 0
                ? throw new InferenceException(InferenceError.Overloaded, "Too much is queued.")
                : ScriptedServer.SayAsync(request, "At last.", cancellation),
            _ when prompt.Contains("endless", StringComparison.Ordinal) => EndlessAsync(request, endless, cancellation),
            _ when prompt.Contains("silence", StringComparison.Ordinal) => SilenceAsync(cancellation),
            _ when prompt.Contains("think", StringComparison.Ordinal) => ScriptedServer.SayAsync(request, "<think>Hm.</think>Yes.", cancellation),
            _ when prompt.Contains("sunny in Oslo", StringComparison.Ordinal) => ScriptedServer.SayAsync(request, "It is nice there.", cancellation),
            _ => ScriptedServer.SayAsync(request, Call("Rome") + "\n" + Call("Oslo"), cancellation),
        };
    }

    private static string Call(string city) => $$$"""<tool_call>{"name": "weather", "arguments": {"city": "{{{city}}}"}}</tool_call>""";

    private static async IAsyncEnumerable<TokenChunk> FailLateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return ScriptedServer.Chunk(request, 0, "x");
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        throw new InferenceException(InferenceError.EngineFailed, "It failed.");
    }

    private static async IAsyncEnumerable<TokenChunk> EndlessAsync(GenerateRequest request, TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => ended.TrySetResult(), null);
        for (int position = 0; !cancellation.IsCancellationRequested; position++)
        {
            await Task.Yield();
            yield return ScriptedServer.Chunk(request, position, "x");
        }
    }

    private static async IAsyncEnumerable<TokenChunk> SilenceAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        yield break;
    }
}
