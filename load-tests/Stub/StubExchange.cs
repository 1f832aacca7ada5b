using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Inference.LoadTests.Stub;

/// <summary>A request to a <see cref="ScriptedServer"/>, and the ways to answer it, good ones and bad ones.</summary>
internal sealed class StubExchange(Socket socket, string path, byte[] body, int number)
{
    public string Path { get; } = path;

    public byte[] Body { get; } = body;

    /// <summary>Requests to the server before.</summary>
    public int Number { get; } = number;

    /// <summary>Whether the connection can take another request.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>A whole answer.</summary>
    public Task AnswerAsync(int status, string content, string type = "application/json", params string[] headers)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        return SendAsync($"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{content}");
    }

    /// <summary>The head of a stream of events.</summary>
    public Task BeginStreamAsync() => SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>Some of the stream, as it is.</summary>
    public Task SendPartAsync(string text) =>
        text.Length == 0 ? Task.CompletedTask : SendAsync($"{Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture)}\r\n{text}\r\n");

    public Task SendEventAsync(string data, long? id = null) => SendPartAsync((id is null ? "" : $"id: {id}\n") + $"data: {data}\n\n");

    /// <summary>A chunk of a chat completion with this text.</summary>
    public Task SendTextAsync(string text, long? id = null, string? finish = null, int? token = null) => SendEventAsync(
        $$"""{"id":"r{{Number}}","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}{{(token is null ? "" : $",\"token_ids\":[{token}]")}}}]}""", id);

    public Task EndStreamAsync() => SendAsync("0\r\n\r\n");

    /// <summary>Breaks the connection off.</summary>
    public void Abort()
    {
        IsOpen = false;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Done when the client has gone, or the server ends.</summary>
    public async Task ClosedAsync()
    {
        IsOpen = false;
        byte[] rest = new byte[256];
        while (await socket.ReceiveAsync(rest) > 0)
        {
            // Nothing more is expected of it.
        }
    }

    private async Task SendAsync(string text)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text); !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest)..];
    }
}
