using System.Reflection;
using Inference.Gateway.Http;
using Inference.Gateway.Limits;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Health;

/// <summary><c>/health</c>: do the engines get on? <c>/ready</c>: are requests taken? <c>/load</c>, <c>/version</c>.</summary>
internal sealed class HealthEndpoints(ModelCatalog catalog, WorkGate gate)
{
    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public Task HealthAsync(HttpContext context) => WriteAsync(context, Problem());

    public Task ReadyAsync(HttpContext context) => WriteAsync(context, gate.IsDraining ? "draining" : Problem());

    public Task LoadAsync(HttpContext context) => JsonResponse.WriteAsync(
        context,
        new LoadReport(gate.Running, [.. catalog.Models.Select(model => new ModelLoad(model.Name, model.Status()))]),
        ApiJson.Default.LoadReport);

    public static Task VersionAsync(HttpContext context) => JsonResponse.WriteAsync(context, new VersionReport(Version), ApiJson.Default.VersionReport);

    private string? Problem() => catalog.Models.Select(model => model.Status().Problem).FirstOrDefault(problem => problem is not null);

    private static Task WriteAsync(HttpContext context, string? problem)
    {
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return JsonResponse.WriteAsync(context, new HealthReport(problem is null ? "ok" : "unavailable", problem), ApiJson.Default.HealthReport);
    }
}

internal sealed record HealthReport(string Status, string? Problem);

/// <param name="ServerLoad">HTTP requests that generate now.</param>
/// <param name="Models">What each engine is busy with.</param>
internal sealed record LoadReport(int ServerLoad, IReadOnlyList<ModelLoad> Models);

internal sealed record ModelLoad(string Model, EngineStatus Status);

internal sealed record VersionReport(string Version);
