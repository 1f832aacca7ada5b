using System.Diagnostics;
using System.Net;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Grains.Nodes;
using Inference.Server.Serving;
using Inference.Server.Telemetry;
using Inference.Server.Terminal;
using Inference.Silo.Fronts;
using Microsoft.AspNetCore.Connections;
using OpenTelemetry.Trace;

namespace Inference.Silo.Hosting;

/// <summary>Runs a silo from its joining to the end of the last request.</summary>
internal static class SiloServer
{
    /// <param name="options">How.</param>
    /// <param name="stop">Cancelled when it is to end in good order.</param>
    public static async Task RunAsync(SiloSettings options, CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        CheckPorts(options);
        using ExportProblems? problems = options.Serving.Traces is null ? null : new ExportProblems(line => Console.Error.WriteLine($"{ThisProgram.Name}: {line}"));
        using TracerProvider? traces = options.Serving.Traces is { } destination ? TraceExport.Start(destination) : null;
        using MetricsCollector metrics = new();
        await using WebApplication application = SiloApplication.Build(options, metrics);
        await StartAsync(options, () => application.StartAsync(stop), () => application.StopAsync(CancellationToken.None));
        FrontCatalog? front = application.Services.GetService<FrontCatalog>();
        front?.Start();
        Console.WriteLine($"{ThisProgram.Name}: silo {options.Name} ({options.Role.ToString().ToLowerInvariant()}) on {application.Urls.First()}, joined after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        await UntilStoppedAsync(application, stop);
        await DrainAsync(application, options.Serving.ShutdownTimeout);
        if (front is not null) await front.DisposeAsync();
        await application.StopAsync(CancellationToken.None);
    }

    /// <summary>A silo that has joined and does not start after all leaves its cluster in good order: others need not find out.</summary>
    /// <exception cref="CommandException">One of the ports is not free any more.</exception>
    internal static async Task StartAsync(SiloSettings options, Func<Task> start, Func<Task> leave)
    {
        try
        {
            await ListenAddress.StartAsync(options.Serving.Endpoint, () => StartOrLeaveAsync(start, leave));
        }
        catch (AddressInUseException)
        {
            throw new CommandException($"cannot listen on port {options.SiloPort} or {options.GatewayPort}: address already in use (--silo-port and --gateway-port say where)");
        }
    }

    private static async Task StartOrLeaveAsync(Func<Task> start, Func<Task> leave)
    {
        try
        {
            await start();
        }
        catch
        {
            try
            {
                await leave();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // What has started in part cannot always stop. Why it has not started is thrown below.
            }

            throw;
        }
    }

    private static void CheckPorts(SiloSettings options)
    {
        ListenAddress.Check(options.Serving.Endpoint);
        ListenAddress.Check(new IPEndPoint(options.ListenIp, options.SiloPort), "--advertised-ip and --silo-port");
        ListenAddress.Check(new IPEndPoint(options.ListenIp, options.GatewayPort), "--advertised-ip and --gateway-port");
    }

    /// <summary>By a signal, or because the cluster has declared this silo dead.</summary>
    private static async Task UntilStoppedAsync(WebApplication application, CancellationToken stop)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.UnsafeRegister(_ => stopped.TrySetResult(), null))
        await using (application.Lifetime.ApplicationStopping.UnsafeRegister(_ => stopped.TrySetResult(), null)) await stopped.Task;
    }

    /// <summary>
    /// 1. The front lets nobody in, and the replicas take nothing new: fronts hear it with the next frame, and route elsewhere. 2. What is in work ends, within the
    /// patience; what does not is taken up by other replicas. 3. Only then the silo leaves its cluster.
    /// </summary>
    private static async Task DrainAsync(WebApplication application, TimeSpan patience)
    {
        WorkGate gate = application.Services.GetRequiredService<WorkGate>();
        Task<int> front = gate.DrainAsync(patience, TimeProvider.System);
        await application.Services.GetRequiredService<NodeHost>().DrainAsync(patience);
        int left = await front;
        if (left > 0) await Console.Error.WriteLineAsync($"{ThisProgram.Name}: {left} requests did not end in {patience.TotalSeconds} s and are given up");
    }
}
