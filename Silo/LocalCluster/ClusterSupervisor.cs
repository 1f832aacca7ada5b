using System.Globalization;
using Inference.Server.Terminal;

namespace Inference.Silo.LocalCluster;

/// <summary>Runs the silos of a local cluster, the first one first: the others find it.</summary>
internal static class ClusterSupervisor
{
    private const string Name = "inference-silo";

    /// <exception cref="CommandException">A silo did not join.</exception>
    public static async Task RunAsync(int silos, SiloPorts ports, int threads, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        bool hasStore = arguments.Contains("--membership");
        string[] shared = ["--threads", threads.ToString(CultureInfo.InvariantCulture), .. hasStore ? (string[])[] : ["--primary-port", ports.Silo.ToString(CultureInfo.InvariantCulture)], .. arguments];
        SiloProcess[] processes = [.. Enumerable.Range(0, silos).Select(silo => new SiloProcess(silo + 1, ports.Of(silo), shared, Tell))];
        Tell($"starting {silos} silos");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        List<Task> running = [];
        try
        {
            foreach (SiloProcess process in processes)
            {
                running.Add(process.RunAsync(end.Token));
                await process.Joined.WaitAsync(stop);
            }

            Tell($"{silos} silos; the dashboard is at http://127.0.0.1:{ports.Http}/dashboard");
            await Task.WhenAll(running);
        }
        catch (InvalidOperationException error)
        {
            throw new CommandException(error.Message);
        }
        catch (OperationCanceledException)
        {
            // Told to stop before all had joined.
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private static void Tell(string what)
    {
        Console.WriteLine($"{Name}: {what}");
        Console.Out.Flush();
    }
}
