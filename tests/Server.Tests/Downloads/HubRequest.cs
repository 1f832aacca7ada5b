using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Inference.Server.Tests.Downloads;

/// <summary>What a request to the <see cref="FakeHub"/> asks for.</summary>
internal sealed record HubRequest(string Path, bool IsStore, long? From, string? IfRange, string? Authorization)
{
    public bool IsContent => Path.Contains("/resolve/", StringComparison.Ordinal);

    /// <summary>Whether the bytes of weights are asked for, where they are.</summary>
    public bool IsOf(string file) => IsContent && Path.EndsWith(file, StringComparison.Ordinal) && (IsStore || !file.EndsWith(".safetensors", StringComparison.Ordinal));

    public static async Task<HubRequest?> ReadAsync(NetworkStream stream, bool isStore, CancellationToken cancellation)
    {
        StringBuilder text = new();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellation) == 0) return null;
            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().Split("\r\n");
        string? Header(string name) => lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
        string? range = Header("Range");
        string path = lines[0].Split(' ')[1];
        return new HubRequest(
            isStore ? path.Split('?')[0] : path, isStore, range is null ? null : long.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture), Header("If-Range"), Header("Authorization"));
    }
}
