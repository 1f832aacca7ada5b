using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Limits;

/// <summary>Lets requests that are work in as long as the gate is open, and ends them when it gives up.</summary>
internal sealed class WorkMiddleware(RequestDelegate next, WorkGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!WorkMarker.IsOn(context))
        {
            await next(context);
            return;
        }

        using IDisposable work = gate.Enter();
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
