using System.CommandLine;
using Inference.Hosting.Composition;
using Inference.Server.Serving;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>serve</c>: a model behind OpenAI's HTTP API.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        ServiceArguments arguments = new();
        ConfiguredCommand command = new(
            "serve",
            "Serve a model by OpenAI's HTTP API, until Ctrl-C or SIGTERM. Every option may also be an environment variable, such as MAX_MODEL_LEN for "
            + "--max-model-len (values of a repeatable one separated by commas); the command line wins.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            (LocalModelOptions model, ServeOptions serving) = arguments.Read(parsed);
            await LocalServer.RunAsync(model, serving, cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
