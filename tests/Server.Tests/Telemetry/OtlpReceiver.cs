using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Tests.Telemetry;

/// <summary>Takes OTLP on a free port of the loopback address, by gRPC or as protocol buffers over HTTP.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcHeader = 5;

    private readonly WebApplication _application;
    private readonly List<ReceivedSpan> _spans = [];
    private TaskCompletionSource _arrival = NewArrival();

    private OtlpReceiver(WebApplication application) => _application = application;

    /// <summary>Of the server itself.</summary>
    public string Address => _application.Urls.First();

    public IReadOnlyList<ReceivedSpan> Of(string traceId)
    {
        lock (_spans) return [.. _spans.Where(span => span.TraceId == traceId)];
    }

    /// <summary>The spans of a trace, once there are so many.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitAsync(string traceId, int count)
    {
        while (true)
        {
            Task arrival;
            lock (_spans) arrival = _arrival.Task;
            IReadOnlyList<ReceivedSpan> spans = Of(traceId);
            if (spans.Count >= count) return spans;
            await arrival.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public static async Task<OtlpReceiver> StartAsync(bool grpc)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        OtlpReceiver receiver = new(builder.Build());
        receiver._application.MapPost("/v1/traces", receiver.TakeAsync);
        receiver._application.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", receiver.TakeGrpcAsync);
        await receiver._application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        Add(await ReadAsync(context));
        context.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeGrpcAsync(HttpContext context)
    {
        Add((await ReadAsync(context)).AsMemory(GrpcHeader));
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[GrpcHeader]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private void Add(ReadOnlyMemory<byte> request)
    {
        lock (_spans)
        {
            _spans.AddRange(ReceivedSpan.Read(request));
            _arrival.SetResult();
            _arrival = NewArrival();
        }
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
