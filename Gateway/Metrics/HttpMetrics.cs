using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Inference.Gateway.Metrics;

/// <summary>Counts HTTP requests. Labels are of closed sets, whatever clients send.</summary>
internal sealed class HttpMetrics(RequestDelegate next, HttpInstruments instruments)
{
    private const string Unknown = "none";

    public async Task InvokeAsync(HttpContext context)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            string handler = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Unknown;
            instruments.Ended(handler, MethodOf(context.Request.Method), $"{context.Response.StatusCode / 100}xx", Stopwatch.GetElapsedTime(began));
        }
    }

    private static string MethodOf(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsOptions(method) || HttpMethods.IsHead(method)
        || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsPatch(method) ? HttpMethods.GetCanonicalizedValue(method) : Unknown;
}

internal sealed class HttpInstruments
{
    private static readonly double[] Durations = [0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;

    public HttpInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create("Inference.Gateway");
        _requests = meter.CreateCounter<long>("http_requests_total", null, "HTTP requests, by handler, method and status.");
        _durations = meter.CreateHistogram("http_request_duration_seconds", "s", "From the request's head to the end of its answer.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Durations });
    }

    public void Ended(string handler, string method, string status, TimeSpan duration)
    {
        _requests.Add(1, new TagList { { "handler", handler }, { "method", method }, { "status", status } });
        _durations.Record(duration.TotalSeconds, new TagList { { "handler", handler }, { "method", method } });
    }
}
