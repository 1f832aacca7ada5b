using Inference.Server.Commands;
using Inference.Server.Terminal;
using Inference.Silo.Hosting;

namespace Inference.Silo.Commands;

/// <summary><c>silo</c>: one silo of a cluster.</summary>
internal static class SiloCommand
{
    public static ConfiguredCommand Create()
    {
        SiloArguments arguments = new();
        ConfiguredCommand command = new(
            "silo",
            "Run one silo of a cluster, until Ctrl-C or SIGTERM. Every option may also be an environment variable, such as SILO_ROLE for --silo-role; the command line wins.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (arguments.EndsWithInput(parsed)) _ = StandardInput.EndAsync().ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
            await SiloServer.RunAsync(arguments.Read(parsed), stop.Token);
            return ExitCode.Done;
        });
        return command;
    }
}
