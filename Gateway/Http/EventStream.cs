using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Inference.Gateway.Http;

/// <summary>
/// Server-sent events, each numbered and flushed at once. While none comes, comments keep the connection alive; they are written by a
/// timer, and never into an event.
/// </summary>
internal sealed class EventStream(HttpContext context) : IAsyncDisposable
{
    private const int LongestNumber = 20;

    private readonly HttpResponse _response = context.Response;

    /// <summary>Held by whoever writes.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    private Utf8JsonWriter? _json;
    private ITimer? _timer;
    private long _next;
    private bool _isQuiet;

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

    /// <summary>From now on, a comment is sent where a whole interval has passed without an event.</summary>
    public void KeepAlive(TimeSpan interval, TimeProvider time) => _timer = time.CreateTimer(_ => _ = TickAsync(), null, interval, interval);

    public async Task SendAsync<T>(T value, JsonTypeInfo<T> type, string? name = null)
    {
        await _turn.WaitAsync();
        try
        {
            if (!HasStarted) await StartAsync();
            IBufferWriter<byte> body = _response.BodyWriter;
            WriteId(body);
            if (name is not null) Write(body, $"event: {name}\n");
            body.Write("data: "u8);
            if (_json is null) _json = new Utf8JsonWriter(body, ApiJson.Writing);
            else _json.Reset(body);
            JsonSerializer.Serialize(_json, value, type);
            body.Write("\n\n"u8);
            await FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task SendDoneAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await StartAsync();
            WriteId(_response.BodyWriter);
            _response.BodyWriter.Write("data: [DONE]\n\n"u8);
            await FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No comment is sent any more, nor on its way.</summary>
    public async Task EndKeepAliveAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync();
        await _turn.WaitAsync();
        _turn.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await EndKeepAliveAsync();
        if (_json is not null) await _json.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>Sends a comment, which clients skip; proxies see that the connection is alive.</summary>
    private async Task TickAsync()
    {
        // Who writes now keeps it alive too.
        if (!_turn.Wait(0)) return;
        try
        {
            if (_isQuiet)
            {
                await StartAsync();
                _response.BodyWriter.Write(": keep-alive\n\n"u8);
                await FlushAsync();
            }

            _isQuiet = true;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, which whoever sends events is told too.
        }
        finally
        {
            _turn.Release();
        }
    }

    private void WriteId(IBufferWriter<byte> body)
    {
        Span<byte> line = stackalloc byte[LongestNumber + 5];
        "id: "u8.CopyTo(line);
        _next++.TryFormat(line[4..], out int length, default, CultureInfo.InvariantCulture);
        line[4 + length] = (byte)'\n';
        body.Write(line[..(5 + length)]);
    }

    private static void Write(IBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);

    private async ValueTask FlushAsync()
    {
        _isQuiet = false;
        await _response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
