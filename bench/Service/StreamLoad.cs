using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Inference.Bench.Service;

/// <summary>
/// Streams over raw connections: what they read is counted and thrown away, so that the client costs as little as can be.
/// </summary>
internal sealed class StreamLoad(Uri address) : IDisposable
{
    private readonly List<TcpClient> _connections = [];

    /// <summary>Streams that have had their first event.</summary>
    public int Begun => Volatile.Read(ref _begun);

    private int _begun;

    /// <summary>By stream that has ended, when something came: what comes while nobody looks counts as one.</summary>
    public ConcurrentBag<EventTimes> Arrivals { get; } = [];

    /// <summary>Opens a stream and reads it to its end; returns its events.</summary>
    public async Task<int> StreamAsync(string path, string body)
    {
        TcpClient connection = new();
        lock (_connections) _connections.Add(connection);
        await connection.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        byte[] buffer = new byte[16384];
        int events = 0;
        EventTimes times = new();
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            int found = buffer.AsSpan(0, read).Count("data: "u8);
            if (events == 0 && found > 0) Interlocked.Increment(ref _begun);
            events += found;
            if (events > 0) times.Add();
        }

        Arrivals.Add(times);
        return events;
    }

    public void Dispose()
    {
        foreach (TcpClient connection in _connections) connection.Dispose();
    }
}
