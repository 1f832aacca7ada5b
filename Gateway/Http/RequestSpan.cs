using System.Diagnostics;
using System.Globalization;
using Inference.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Inference.Gateway.Http;

/// <summary>
/// Says what a request was on the span that ASP.NET Core has begun for it, which goes on the client's trace where it names one. Only work is
/// traced: probes and pages would bury it.
/// </summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    public static bool IsWork(HttpContext context) => WorkMarker.IsOn(context);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (Activity.Current is { IsAllDataRequested: true } span) Describe(span, context);
        }
    }

    private static void Describe(Activity span, HttpContext context)
    {
        if (!IsWork(context))
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
            return;
        }

        int status = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode;
        string? route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        span.SetTag("url.path", context.Request.Path.Value);
        span.SetTag("url.scheme", context.Request.Scheme);
        span.SetTag("inference.request.id", context.TraceIdentifier);
        if (status < StatusCodes.Status500InternalServerError) return;
        span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        span.SetStatus(ActivityStatusCode.Error);
    }
}
