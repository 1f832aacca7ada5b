using Inference.Contracts;
using Inference.ModelFiles.Templates;
using Inference.Server.Terminal;

namespace Inference.Server.Chat;

/// <summary>Reads lines, has them answered, until the input ends or the user leaves.</summary>
internal sealed class ChatTerminal(Conversation conversation, TextReader input, TextWriter output, Interruption interruption, bool isWatched)
{
    private const string Help = "/reset forgets the conversation, /exit leaves; Ctrl-C stops an answer.";

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (isWatched) await output.WriteLineAsync(Help);
        while (!cancellation.IsCancellationRequested)
        {
            if (isWatched) await output.WriteAsync("\n> ");
            if (await ReadLineAsync(cancellation) is not { } line) return;
            switch (line.Trim())
            {
                case "":
                    break;
                case "/exit" or "/quit" or "/bye":
                    return;
                case "/reset" or "/clear":
                    conversation.Reset();
                    break;
                case "/help" or "/?":
                    await output.WriteLineAsync(Help);
                    break;
                default:
                    await AnswerAsync(line, cancellation);
                    break;
            }
        }
    }

    /// <summary>A read from a pipe or terminal cannot be cancelled, so it is left behind waiting where the command is.</summary>
    private Task<string?> ReadLineAsync(CancellationToken cancellation) => Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellation);

    private async Task AnswerAsync(string line, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using IDisposable? interrupted = isWatched ? interruption.Instead(stop.Cancel) : null;
        try
        {
            await conversation.SayAsync(line, output, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await output.WriteAsync(" …");
        }
        catch (Exception error) when (error is TemplateException or InferenceException)
        {
            await output.WriteAsync($"({error.Message})");
        }
        await output.WriteLineAsync();
    }
}
