using System.Net;
using System.Security.Cryptography.X509Certificates;
using Inference.Gateway.Hosting;
using Inference.Gateway.Models;
using Inference.Hosting.Composition;
using Inference.Server.Telemetry;

namespace Inference.Server.Serving;

/// <summary>How a model on this machine is served.</summary>
internal sealed record ServeOptions(GatewayOptions Gateway, ServedModelOptions Model, IPEndPoint Endpoint, X509Certificate2? Certificate)
{
    /// <summary>For requests in work, once the server is to stop.</summary>
    public TimeSpan ShutdownTimeout { get; init; }

    /// <summary>Null: nowhere.</summary>
    public TraceDestination? Traces { get; init; }

    public int? MaxQueuedRequests { get; init; }

    public long? MaxQueuedTokens { get; init; }

    public TimeSpan? MaxQueueWait { get; init; }
}
