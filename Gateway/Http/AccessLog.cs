using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Http;

/// <summary>A line for each request: what, how it ended, how long it took. Nothing of what was said.</summary>
internal sealed partial class AccessLog(RequestDelegate next, ILogger<AccessLog> logger)
{
    /// <summary>Refusals are logged so often and no more: under overload they come by the thousand, metrics count them, and lines would cost what answers need.</summary>
    private static readonly TimeSpan RefusalPeriod = TimeSpan.FromMilliseconds(100);

    private long _refusalAt;

    public async Task InvokeAsync(HttpContext context)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Write(context, began);
        }
    }

    private void Write(HttpContext context, long began)
    {
        if (context.Response.StatusCode == StatusCodes.Status429TooManyRequests && !IsTimeForRefusal()) return;

        // Of addresses only those that are known here: others are whatever a stranger has sent.
        string path = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown address";
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (TraceIdOf(context) is { } trace) LogTraced(logger, context.TraceIdentifier, path, context.Response.StatusCode, milliseconds, trace);
        else Log(logger, context.TraceIdentifier, path, context.Response.StatusCode, milliseconds);
    }

    private bool IsTimeForRefusal()
    {
        long last = Volatile.Read(ref _refusalAt);
        if (last != 0 && Stopwatch.GetElapsedTime(last) < RefusalPeriod) return false;
        return Interlocked.CompareExchange(ref _refusalAt, Stopwatch.GetTimestamp(), last) == last;
    }

    /// <summary>Where the request is traced, here or by the client. Others have an id too, and it leads nowhere.</summary>
    private static string? TraceIdOf(HttpContext context) =>
        Activity.Current is { } span && (span.ParentId is not null || (span.Recorded && RequestSpan.IsWork(context))) ? span.TraceId.ToHexString() : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "{RequestId} {Path} {Status} {Milliseconds:0} ms")]
    private static partial void Log(ILogger logger, string requestId, string path, int status, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{RequestId} {Path} {Status} {Milliseconds:0} ms trace {TraceId}")]
    private static partial void LogTraced(ILogger logger, string requestId, string path, int status, double milliseconds, string traceId);
}
