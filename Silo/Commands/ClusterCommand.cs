using System.CommandLine;
using Inference.Server.Commands;
using Inference.Server.Terminal;
using Inference.Silo.LocalCluster;

namespace Inference.Silo.Commands;

/// <summary><c>cluster</c>: a cluster of silo processes on this machine.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        Option<int> silos = new("--silos") { HelpName = "N", Description = "Silos, each with a front and a worker.", DefaultValueFactory = _ => 3 };
        silos.Validators.Add(ArgumentKinds.AtLeastOne);
        Option<int> port = new("--port") { Description = "HTTP port of the first silo; the others have the next ones.", DefaultValueFactory = _ => 8000 };
        Option<int> siloPort = new("--silo-port") { Description = "The same for the ports between silos.", DefaultValueFactory = _ => 11111 };
        Option<int> gatewayPort = new("--gateway-port") { Description = "The same for the ports of Orleans clients.", DefaultValueFactory = _ => 30000 };
        Option<int?> threads = new("--threads") { HelpName = "N", Description = "Threads that compute, in each silo. Default: the machine's cores shared out." };
        Command command = new(
            "cluster",
            "Run a cluster of silos on this machine, to try it and to test with, until Ctrl-C or SIGTERM. A silo that dies is started again. All other arguments go to the silos: a MODEL, and any option of 'silo'.")
        {
            silos, port, siloPort, gatewayPort, threads,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellation) =>
        {
            int count = parsed.GetValue(silos);
            SiloPorts ports = new(parsed.GetValue(port), parsed.GetValue(siloPort), parsed.GetValue(gatewayPort));
            ports.Check(count);
            await ClusterSupervisor.RunAsync(count, ports, parsed.GetValue(threads) ?? Math.Max(1, Environment.ProcessorCount / count), parsed.UnmatchedTokens, cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
