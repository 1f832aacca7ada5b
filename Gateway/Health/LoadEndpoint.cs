using Inference.Gateway.Http;
using Inference.Gateway.Limits;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Health;

/// <summary><c>/load</c>: what the server and each of its models are busy with.</summary>
internal sealed class LoadEndpoint(ModelCatalog catalog, WorkGate gate)
{
    public Task HandleAsync(HttpContext context) => JsonResponse.WriteAsync(
        context,
        new LoadReport(gate.Running, [.. catalog.Models.Select(model => new ModelLoad(model.Name, model.Status()))]),
        ApiJson.Default.LoadReport);
}

/// <param name="ServerLoad">HTTP requests that generate now.</param>
/// <param name="Models">What each engine is busy with.</param>
internal sealed record LoadReport(int ServerLoad, IReadOnlyList<ModelLoad> Models);

internal sealed record ModelLoad(string Model, EngineStatus Status);
