using Inference.Server.Terminal;
using OpenTelemetry.Exporter;

namespace Inference.Server.Telemetry;

/// <summary>Where traces go.</summary>
internal sealed record TraceDestination(Uri Endpoint, OtlpExportProtocol Protocol)
{
    private const string SignalPath = "v1/traces";

    /// <summary>
    /// By the option, or else by OpenTelemetry's environment variables; null where neither names an endpoint. Endpoints for traces alone are taken as
    /// they are; to one for all signals, the path of traces is added where it is an HTTP one.
    /// </summary>
    /// <param name="option">The endpoint on the command line.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="UsageException">The endpoint or the protocol is none.</exception>
    public static TraceDestination? Read(string? option, Func<string, string?> environment)
    {
        if (Is("OTEL_SDK_DISABLED", "true") || (option is null && Is("OTEL_TRACES_EXPORTER", "none"))) return null;
        OtlpExportProtocol protocol = ProtocolOf(Value("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Value("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "grpc");
        if (option is not null) return new TraceDestination(EndpointOf("--otlp-traces-endpoint", option), protocol);
        if (Value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { } own) return new TraceDestination(EndpointOf("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own), protocol);
        if (Value("OTEL_EXPORTER_OTLP_ENDPOINT") is not { } common) return null;
        Uri endpoint = EndpointOf("OTEL_EXPORTER_OTLP_ENDPOINT", common);
        if (protocol == OtlpExportProtocol.HttpProtobuf) endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + '/' + SignalPath);
        return new TraceDestination(endpoint, protocol);

        bool Is(string name, string value) => value.Equals(Value(name), StringComparison.OrdinalIgnoreCase);
        string? Value(string name) => environment(name)?.Trim() is { Length: > 0 } text ? text : null;
    }

    private static OtlpExportProtocol ProtocolOf(string name) => name switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => throw new UsageException($"OTEL_EXPORTER_OTLP_PROTOCOL is '{name}'; it must be grpc or http/protobuf"),
    };

    /// <summary>vLLM's users write <c>grpc://host:4317</c> or no scheme at all; both mean gRPC without TLS.</summary>
    private static Uri EndpointOf(string name, string text)
    {
        string address = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (address.StartsWith("grpc://", StringComparison.OrdinalIgnoreCase)) address = "http" + address[4..];
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0
            ? endpoint
            : throw new UsageException($"{name} is '{text}'; it must be an address such as http://localhost:4317");
    }
}
