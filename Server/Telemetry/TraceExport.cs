using System.Reflection;
using Inference.Engine.Hosting;
using Inference.Gateway.Hosting;
using Inference.Server.Terminal;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Inference.Server.Telemetry;

/// <summary>Sends traces by OTLP, in the background: an endpoint that does not answer costs the spans, and nothing else.</summary>
internal static class TraceExport
{
    /// <summary>From now until the result is disposed of, which sends what is left. OpenTelemetry's variables for sampling, batches and headers hold.</summary>
    public static TracerProvider Start(TraceDestination destination) => Sdk.CreateTracerProviderBuilder()
        .AddSource(GatewayTraces.SourceName, RequestTrace.SourceName)
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(ThisProgram.Name, serviceVersion: Version).AddTelemetrySdk().AddEnvironmentVariableDetector())
        .AddOtlpExporter(exporter => (exporter.Endpoint, exporter.Protocol) = (destination.Endpoint, destination.Protocol))
        .Build();

    private static string? Version => typeof(TraceExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
