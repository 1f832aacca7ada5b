using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Inference.Gateway.Http;

/// <summary>Server-sent events, each numbered and flushed at once.</summary>
internal sealed class EventStream(HttpContext context)
{
    private readonly HttpResponse _response = context.Response;
    private long _next;

    public bool HasStarted => _response.HasStarted;

    public async Task StartAsync()
    {
        if (HasStarted) return;
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        _response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await _response.StartAsync(context.RequestAborted);
    }

    public Task SendAsync<T>(T value, JsonTypeInfo<T> type, string? name = null)
    {
        Write(NextId());
        if (name is not null) Write($"event: {name}\n");
        Write("data: ");
        using (Utf8JsonWriter writer = new(_response.BodyWriter, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Write("\n\n");
        return FlushAsync();
    }

    public Task SendDoneAsync()
    {
        Write(NextId() + "data: [DONE]\n\n");
        return FlushAsync();
    }

    /// <summary>A comment, which clients skip; proxies see that the connection is alive.</summary>
    public Task KeepAliveAsync()
    {
        Write(": keep-alive\n\n");
        return FlushAsync();
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"id: {_next++}\n");

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _response.BodyWriter);

    private async Task FlushAsync()
    {
        await StartAsync();
        await _response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
