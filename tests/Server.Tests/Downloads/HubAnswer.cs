using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Inference.Server.Tests.Downloads;

/// <summary>An answer of the <see cref="FakeHub"/>, and how it is spoilt on its way.</summary>
internal sealed record HubAnswer(int Status, string[] Headers, byte[] Body)
{
    public async Task WriteAsync(TcpClient client, HubFault fault, CancellationToken cancellation)
    {
        NetworkStream stream = client.GetStream();
        byte[] body = fault.Longer is { } more ? [.. Body, .. new byte[more]] : fault.Shorter is { } fewer ? Body[..Math.Max(0, Body.Length - fewer)] : Body;
        string length = fault.Longer is null && fault.Shorter is null ? $"Content-Length: {(Body.Length + fault.LengthLie).ToString(CultureInfo.InvariantCulture)}\r\n" : "";
        string head = $"HTTP/1.1 {Status} X\r\nConnection: close\r\n{length}{string.Concat(Headers.Select(header => header + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        int shown = Math.Min(body.Length, fault.DropAfter ?? body.Length);
        await stream.WriteAsync(body.AsMemory(0, shown), cancellation);
        if (fault.StallUntil is { } until) await until.WaitAsync(cancellation);

        // Without a length, a close in good order is the end of the body; a reset is not.
        else if (fault.DropAfter is not null) client.LingerState = new LingerOption(false, 0);
        else client.Client.Shutdown(SocketShutdown.Send);
    }
}
