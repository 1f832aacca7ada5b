using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Console;

/// <summary>A connection to Chromium by its DevTools protocol: commands with answers, and events.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = [];
    private Task _reading = Task.CompletedTask;
    private int _next;

    /// <summary>Events by the tab's session that they come from.</summary>
    public event Action<string?, string, JsonObject>? Happened;

    public static async Task<DevTools> ConnectAsync(Uri address)
    {
        DevTools tools = new();
        await tools._socket.ConnectAsync(address, CancellationToken.None);
        tools._reading = tools.ReadAsync();
        return tools;
    }

    public async Task<JsonObject> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _next);
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null) message["sessionId"] = session;
        TaskCompletionSource<JsonObject> answer = _open.GetOrAdd(id, _ => new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        Exception end = new WebSocketException("The browser has closed the connection.");
        try
        {
            byte[] buffer = new byte[1 << 16];
            while (true)
            {
                using MemoryStream message = new();
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close) break;
                Take(JsonNode.Parse(message.ToArray())!.AsObject());
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            end = error;
        }

        foreach (TaskCompletionSource<JsonObject> waiting in _open.Values) waiting.TrySetException(end);
    }

    private void Take(JsonObject message)
    {
        if ((int?)message["id"] is not { } id)
        {
            Happened?.Invoke((string?)message["sessionId"], (string)message["method"]!, message["params"]!.AsObject());
            return;
        }

        if (!_open.TryRemove(id, out TaskCompletionSource<JsonObject>? answer)) return;
        if (message["error"] is { } error) answer.TrySetException(new InvalidOperationException(error.ToJsonString()));
        else answer.TrySetResult(message["result"]!.AsObject());
    }
}
