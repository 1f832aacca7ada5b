using System.CommandLine;
using Inference.Server.Chat;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>chat</c>: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    private const int DefaultMaxTokens = 1024;

    public static Command Create(Interruption interruption)
    {
        Argument<string> model = ArgumentKinds.Model();
        Option<string?> system = new("--system") { HelpName = "TEXT", Description = "What the model is told before the conversation." };
        Option<string[]> stop = new("--stop") { HelpName = "TEXT", Description = "A text that ends an answer. Repeatable." };
        SamplingArguments sampling = new(DefaultMaxTokens);
        EngineArguments engine = new();

        Command command = new("chat", "Talk to a model in the terminal.") { model, system, stop };
        sampling.AddTo(command);
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            sampling.Check(parsed);
            StandardInput.RequireOpen();
            await using LocalModel local = WatchedLoading.Load(engine.Read(parsed, parsed.GetRequiredValue(model)), cancellation);
            sampling.Check(parsed, local.Config.VocabularySize);
            Conversation conversation = new(local, sampling.Read(parsed, local.Defaults), parsed.GetValue(stop) ?? [], parsed.GetValue(system));
            await new ChatTerminal(conversation, Console.In, Console.Out, interruption, isWatched: !Console.IsInputRedirected).RunAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
