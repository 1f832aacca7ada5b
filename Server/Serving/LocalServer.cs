using System.Diagnostics;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.Server.Telemetry;
using Inference.Server.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Inference.Server.Serving;

/// <summary>Serves a model on this machine from its loading to the end of the last request.</summary>
internal static class LocalServer
{
    /// <param name="model">Which one.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Cancelled when it is to end in good order.</param>
    public static async Task RunAsync(LocalModelOptions model, ServeOptions options, CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        ListenAddress.Check(options.Endpoint);
        using ExportProblems? problems = options.Traces is null ? null : new ExportProblems(line => Console.Error.WriteLine($"{ThisProgram.Name}: {line}"));
        using TracerProvider? traces = options.Traces is { } destination ? TraceExport.Start(destination) : null;
        using MetricsCollector metrics = new();
        await using LocalModel local = WatchedLoading.Load(model, stop);
        await Console.Error.WriteLineAsync($"{ThisProgram.Name}: {local.Computation}");
        ModelCatalog models = new([LocalServedModel.Of(local, model.Path, options.Model, LocalReattachment.Gated(local.Service, TimeProvider.System))]);
        await using WebApplication application = GatewayHost.Build(models, options.Gateway, metrics, options.Endpoint, options.Certificate, Log, LocalReattachment.NewJournal(TimeProvider.System));
        await ListenAddress.StartAsync(options.Endpoint, () => application.StartAsync(stop));
        Console.WriteLine($"{ThisProgram.Name}: serving {options.Model.Names[0]} on {application.Urls.First()}, ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");

        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.UnsafeRegister(_ => stopped.TrySetResult(), null)) await stopped.Task;

        // The doors stay open while the last requests end, to tell others why they cannot come in.
        int left = await application.Services.GetRequiredService<WorkGate>().DrainAsync(options.ShutdownTimeout, TimeProvider.System);
        if (left > 0) await Console.Error.WriteLineAsync($"{ThisProgram.Name}: {left} requests did not end in {options.ShutdownTimeout.TotalSeconds} s and are given up");
        await application.StopAsync(CancellationToken.None);
    }

    private static void Log(ILoggingBuilder logging)
    {
        ServerLog.Configure(logging);
        ListenAddress.LeaveOutFailedStart(logging);
    }
}
