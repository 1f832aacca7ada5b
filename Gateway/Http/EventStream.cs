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
/// Server-sent events, each with an id: its number, or what the client has with it. They wait until they are flushed, all together. While none comes, comments keep the
/// connection alive; they are written by a timer, and never into an event.
/// </summary>
/// <param name="context">Where to.</param>
/// <param name="cursor">What the client has already, which is not sent again; null: events are numbered.</param>
internal sealed class EventStream(HttpContext context, EventCursor? cursor = null) : IAsyncDisposable
{
    private const int LongestNumber = 20;

    /// <summary>Bytes. A client that does not keep up must be felt.</summary>
    private const int MostWaiting = 16 << 10;

    private readonly HttpResponse _response = context.Response;

    /// <summary>Events that are not on their way yet. Only whoever sends events has it.</summary>
    private readonly ArrayBufferWriter<byte> _waiting = new();

    /// <summary>Held by whoever writes to the client.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    private Utf8JsonWriter? _json;
    private ITimer? _timer;
    private long _next;
    private bool _isQuiet;

    /// <summary>Whether there is anything that the client gets or has.</summary>
    public bool HasBegun => _response.HasStarted || _waiting.WrittenCount > 0;

    /// <summary>Whether no more should wait.</summary>
    public bool IsFull => _waiting.WrittenCount >= MostWaiting;

    /// <summary>From now on, a comment is sent where a whole interval has passed without an event.</summary>
    public void KeepAlive(TimeSpan interval, TimeProvider time) => _timer = time.CreateTimer(_ => _ = TickAsync(), null, interval, interval);

    /// <summary>Adds an event to those that wait.</summary>
    /// <param name="value">What it says.</param>
    /// <param name="type">How that is written.</param>
    /// <param name="choice">To which choice it belongs; null: to none, and comes after all of them.</param>
    /// <param name="name">The event's; null: none.</param>
    public void Add<T>(T value, JsonTypeInfo<T> type, int? choice = null, string? name = null)
    {
        if (cursor?.Advance(choice ?? cursor.Tail) != false) Write(value, type, name, hasId: true);
    }

    /// <summary>Adds the end.</summary>
    public void AddDone()
    {
        if (cursor?.End() != false) WriteDone(hasId: true);
    }

    /// <summary>Adds what is no part of the response: that it failed, and the end. A client that comes back does not go on behind that.</summary>
    public void AddFailure<T>(T value, JsonTypeInfo<T> type, string? name = null)
    {
        Write(value, type, name, hasId: cursor is null);
        WriteDone(hasId: cursor is null);
    }

    /// <summary>Sends what waits.</summary>
    public async Task FlushAsync()
    {
        if (_waiting.WrittenCount == 0) return;
        await _turn.WaitAsync();
        try
        {
            await SendAsync(_waiting.WrittenMemory);
            _waiting.ResetWrittenCount();
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
            if (_isQuiet) await SendAsync(": keep-alive\n\n"u8.ToArray());
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

    private void Write<T>(T value, JsonTypeInfo<T> type, string? name, bool hasId)
    {
        if (hasId) WriteId();
        if (name is not null) Encoding.UTF8.GetBytes($"event: {name}\n", _waiting);
        _waiting.Write("data: "u8);
        if (_json is null) _json = new Utf8JsonWriter(_waiting, ApiJson.Writing);
        else _json.Reset();
        JsonSerializer.Serialize(_json, value, type);
        _waiting.Write("\n\n"u8);
    }

    private void WriteDone(bool hasId)
    {
        if (hasId) WriteId();
        _waiting.Write("data: [DONE]\n\n"u8);
    }

    private void WriteId()
    {
        _waiting.Write("id: "u8);
        if (cursor is not null)
        {
            cursor.WriteTo(_waiting);
        }
        else
        {
            _next++.TryFormat(_waiting.GetSpan(LongestNumber), out int length, default, CultureInfo.InvariantCulture);
            _waiting.Advance(length);
        }

        _waiting.Write("\n"u8);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> text)
    {
        if (!_response.HasStarted) await StartAsync();
        _isQuiet = false;
        await _response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }

    private Task StartAsync()
    {
        _response.ContentType = "text/event-stream; charset=utf-8";
        _response.Headers.CacheControl = "no-cache";
        _response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return _response.StartAsync(context.RequestAborted);
    }
}
