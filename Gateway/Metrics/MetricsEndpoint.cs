using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Metrics;

/// <summary><c>/metrics</c>.</summary>
internal sealed class MetricsEndpoint(MetricsCollector collector)
{
    public Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(collector.Read(), context.RequestAborted);
    }
}
