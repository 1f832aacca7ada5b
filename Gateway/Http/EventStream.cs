using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Inference.Gateway.Reattachment;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Inference.Gateway.Http;

/// <summary>
/// Server-sent events, each with an id and flushed at once: its number, or what the client has with it. While none comes, comments keep the connection alive; they are written by a
/// timer, and never into an event.
/// </summary>
/// <param name="context">Where to.</param>
/// <param name="cursor">What the client has already, which is not sent again; null: events are numbered.</param>
internal sealed class EventStream(HttpContext context, EventCursor? cursor = null) : IAsyncDisposable
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

    /// <param name="value">What it says.</param>
    /// <param name="type">How that is written.</param>
    /// <param name="choice">To which choice it belongs; null: to none, and comes after all of them.</param>
    /// <param name="name">The event's; null: none.</param>
    public async Task SendAsync<T>(T value, JsonTypeInfo<T> type, int? choice = null, string? name = null)
    {
        if (cursor?.Advance(choice ?? cursor.Tail) != false) await WriteAsync(value, type, name, hasId: true);
    }

    public async Task SendDoneAsync()
    {
        if (cursor?.End() != false) await WriteDoneAsync(hasId: true);
    }

    /// <summary>Sends what is no part of the response: that it failed, and the end. A client that comes back does not go on behind that.</summary>
    public async Task SendFailureAsync<T>(T value, JsonTypeInfo<T> type, string? name = null)
    {
        await WriteAsync(value, type, name, hasId: cursor is null);
        await WriteDoneAsync(hasId: cursor is null);
    }

    private async Task WriteAsync<T>(T value, JsonTypeInfo<T> type, string? name, bool hasId)
    {
        await _turn.WaitAsync();
        try
        {
            if (!HasStarted) await StartAsync();
            IBufferWriter<byte> body = _response.BodyWriter;
            if (hasId) WriteId(body);
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

    private async Task WriteDoneAsync(bool hasId)
    {
        await _turn.WaitAsync();
        try
        {
            await StartAsync();
            if (hasId) WriteId(_response.BodyWriter);
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
        body.Write("id: "u8);
        if (cursor is not null)
        {
            cursor.WriteTo(body);
        }
        else
        {
            _next++.TryFormat(body.GetSpan(LongestNumber), out int length, default, CultureInfo.InvariantCulture);
            body.Advance(length);
        }

        body.Write("\n"u8);
    }

    private static void Write(IBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);

    private async ValueTask FlushAsync()
    {
        _isQuiet = false;
        await _response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
