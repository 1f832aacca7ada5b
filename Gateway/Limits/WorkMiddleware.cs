using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Limits;

/// <summary>Lets requests that are work in as long as the gate is open, and ends them when it gives up.</summary>
internal sealed class WorkMiddleware(RequestDelegate next, WorkGate gate)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<WorkMarker>() is null)
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
internal sealed class WorkMarker
{
    public static WorkMarker Instance { get; } = new();
}
