using Inference.Contracts;
using Inference.Gateway.Errors;
using Inference.Gateway.Models;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Limits;

/// <summary>
/// Lets requests that are work in as long as the gate is open, and ends them when it gives up. Where one model is served and it is full, they learn so before anything is
/// read or done for them: what is refused must cost next to nothing, or refusals take the place of answers.
/// </summary>
internal sealed class WorkMiddleware(RequestDelegate next, WorkGate gate, ModelCatalog catalog)
{
    private readonly IEngineDoor? _door = catalog.Models is [{ Versions: null } only] ? only.Door : null;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!WorkMarker.IsOn(context))
        {
            await next(context);
            return;
        }

        using IDisposable work = gate.Enter();
        IDisposable? pass = null;
        if (_door?.Enter(out pass) is { } refusal)
        {
            await ErrorMiddleware.WriteAsync(context, ApiError.Of(refusal));
            return;
        }

        using IDisposable? leavesAtTheEnd = pass;
        using CancellationTokenRegistration end = gate.End.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        await next(context);
    }
}

/// <summary>Metadata of endpoints that make an engine work.</summary>
/// <param name="when">Which of their requests do.</param>
internal sealed class WorkMarker(Func<HttpRequest, bool> when)
{
    public static WorkMarker Always { get; } = new(static _ => true);

    public static bool IsOn(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<WorkMarker>()?.Marks(context.Request) == true;

    private bool Marks(HttpRequest request) => when(request);
}
