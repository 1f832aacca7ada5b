using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Inference.LoadTests.Stub;

/// <summary>A small HTTP server on the loopback address that answers as a script says, wrongly too: for measuring the generator itself, and for tests.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<StubExchange, Task> _script;
    private readonly Task _accepting;
    private int _requests;

    public ScriptedServer(Func<StubExchange, Task> script)
    {
        _script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        List<Socket> sockets = [];
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                sockets.Add(socket);
                connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            foreach (Socket socket in sockets) socket.Dispose();
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket own = socket;
        List<byte> received = [];
        byte[] buffer = new byte[16384];
        try
        {
            while (true)
            {
                int headEnd, length = 0;
                string head = "";
                while ((headEnd = IndexOfBlankLine(received)) < 0 || received.Count < headEnd + (length = LengthIn(head = Encoding.ASCII.GetString([.. received[..headEnd]]))))
                {
                    int count = await socket.ReceiveAsync(buffer);
                    if (count == 0) return;
                    received.AddRange(buffer.AsSpan(0, count));
                }

                StubExchange exchange = new(socket, head.Split(' ')[1], [.. received[headEnd..(headEnd + length)]], Interlocked.Increment(ref _requests) - 1);
                received.RemoveRange(0, headEnd + length);
                await _script(exchange);
                if (!exchange.IsOpen) return;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The client is gone, or the server is.
        }
    }

    private static int IndexOfBlankLine(List<byte> bytes)
    {
        for (int i = 3; i < bytes.Count; i++)
        {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') return i + 1;
        }

        return -1;
    }

    private static int LengthIn(string head)
    {
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) return int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        }

        return 0;
    }
}
