using System.Reflection;
using Inference.Gateway.Http;
using Inference.Gateway.Limits;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Health;

/// <summary><c>/health</c>, and <c>/ping</c> for those who know it by that name: do the engines get on? <c>/ready</c>: are requests taken? <c>/version</c>.</summary>
internal sealed class HealthEndpoints(IEnumerable<IHealthSource> sources, WorkGate gate)
{
    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public Task HealthAsync(HttpContext context) => WriteAsync(context, Problem());

    public Task ReadyAsync(HttpContext context) => WriteAsync(context, gate.IsDraining ? "draining" : Problem() ?? Statuses().Select(status => status.Unready).FirstOrDefault(why => why is not null));

    public static Task VersionAsync(HttpContext context) => JsonResponse.WriteAsync(context, new VersionReport(Version), ApiJson.Default.VersionReport);

    private string? Problem() => Statuses().Select(status => status.Problem).FirstOrDefault(problem => problem is not null);

    private IEnumerable<EngineStatus> Statuses() => sources.SelectMany(source => source.Statuses());

    private static Task WriteAsync(HttpContext context, string? problem)
    {
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return JsonResponse.WriteAsync(context, new HealthReport(problem is null ? "ok" : "unavailable", problem), ApiJson.Default.HealthReport);
    }
}

internal sealed record HealthReport(string Status, string? Problem);

internal sealed record VersionReport(string Version);
