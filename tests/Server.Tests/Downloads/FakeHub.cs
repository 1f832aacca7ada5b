using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Downloads;

/// <summary>
/// A server on the loopback address that speaks the hub's API, with faults as they are asked for. Large files are at a second address, the store, as on the hub.
/// </summary>
internal sealed class FakeHub : IAsyncDisposable
{
    public const string Repository = "acme/tiny";

    private readonly TcpListener _hub = new(IPAddress.Loopback, 0), _store = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;
    private readonly ConcurrentBag<Task> _connections = [];

    public FakeHub()
    {
        _hub.Start();
        _store.Start();
        _serving = Task.WhenAll(AcceptAsync(_hub, isStore: false), AcceptAsync(_store, isStore: true));
    }

    public string Url => $"http://{_hub.LocalEndpoint}";

    /// <summary>What each commit holds; the last is what <c>main</c> is.</summary>
    public List<(string Commit, Dictionary<string, byte[]> Files)> Commits { get; } = [];

    public ConcurrentQueue<HubRequest> Requests { get; } = [];

    /// <summary>What goes wrong with a request; null: nothing.</summary>
    public Func<HubRequest, HubFault?> Fault { get; set; } = _ => null;

    /// <summary>Changes the listing that is told.</summary>
    public Action<JsonArray> Listing { get; set; } = _ => { };

    /// <summary>Files of a page of the listing.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>Asked of those who come to the hub; null: nothing.</summary>
    public string? Token { get; set; }

    public static string CommitOf(int number) => number.ToString("x40", CultureInfo.InvariantCulture);

    /// <summary>Adds a commit with the files of a directory.</summary>
    public string Add(string directory)
    {
        string commit = CommitOf(Commits.Count + 0xabc);
        Commits.Add((commit, Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(directory, path).Replace('\\', '/'), File.ReadAllBytes)));
        return commit;
    }

    public int Count(string path) => Requests.Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _hub.Dispose();
        _store.Dispose();
        await _serving;
        await Task.WhenAll(_connections);
        _ended.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, bool isStore)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(_ended.Token);
                _connections.Add(ServeAsync(client, isStore));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, bool isStore)
    {
        using (client)
        {
            try
            {
                HubRequest? request = await HubRequest.ReadAsync(client.GetStream(), isStore, _ended.Token);
                if (request is null) return;
                Requests.Enqueue(request);
                HubFault fault = Fault(request) ?? HubFault.None;
                if (fault.Until is { } until) await until.WaitAsync(_ended.Token);
                await AnswerAsync(request, fault).WriteAsync(client, fault, _ended.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // The other side went, or the test is over.
            }
        }
    }

    private HubAnswer AnswerAsync(HubRequest request, HubFault fault)
    {
        if (fault.Status is { } status) return new HubAnswer(status, fault.Headers, []);
        if (Token is not null && !request.IsStore && request.Authorization != "Bearer " + Token) return new HubAnswer(401, ["X-Error-Code: RepoNotFound"], []);
        string api = $"/api/models/{Repository}/", resolve = $"/{Repository}/resolve/";
        if (request.Path.StartsWith(api + "revision/", StringComparison.Ordinal)) return Revision(Uri.UnescapeDataString(request.Path[(api.Length + 9)..]));
        if (request.Path.StartsWith(api + "tree/", StringComparison.Ordinal)) return Tree(request.Path[(api.Length + 5)..]);
        if (request.Path.StartsWith(resolve, StringComparison.Ordinal)) return Content(request, request.Path[resolve.Length..], fault);
        return new HubAnswer(404, ["X-Error-Code: RepoNotFound"], []);
    }

    private HubAnswer Revision(string revision)
    {
        string? commit = revision == "main" ? Commits[^1].Commit : Commits.Select(known => known.Commit).FirstOrDefault(known => known == revision);
        return commit is null
            ? new HubAnswer(404, ["X-Error-Code: RevisionNotFound"], [])
            : new HubAnswer(200, [], Encoding.UTF8.GetBytes(new JsonObject { ["id"] = Repository, ["sha"] = commit, ["siblings"] = new JsonArray() }.ToJsonString()));
    }

    private HubAnswer Tree(string path)
    {
        string commit = path[..40];
        int from = path.Contains("cursor=", StringComparison.Ordinal) ? int.Parse(path[(path.IndexOf("cursor=", StringComparison.Ordinal) + 7)..], CultureInfo.InvariantCulture) : 0;
        JsonArray listing = [];
        (string Path, byte[] Bytes)[] files = [.. Commits.Single(known => known.Commit == commit).Files.Select(file => (file.Key, file.Value)).OrderBy(file => file.Key, StringComparer.Ordinal)];
        foreach ((string name, byte[] bytes) in files.Skip(from).Take(PageSize)) listing.Add(Entry(name, bytes));
        Listing(listing);
        string[] next = from + PageSize < files.Length ? [$"Link: <{Url}/api/models/{Repository}/tree/{commit}?recursive=1&cursor={from + PageSize}>; rel=\"next\""] : [];
        return new HubAnswer(200, next, Encoding.UTF8.GetBytes(listing.ToJsonString()));
    }

    private static JsonObject Entry(string name, byte[] bytes)
    {
#pragma warning disable CA5350 // Git's object names are SHA-1.
        string git = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
        JsonObject entry = new() { ["type"] = "file", ["path"] = name, ["size"] = bytes.Length, ["oid"] = git };
        if (IsLarge(name)) entry["lfs"] = new JsonObject { ["oid"] = Convert.ToHexStringLower(SHA256.HashData(bytes)), ["size"] = bytes.Length, ["pointerSize"] = 134 };
        return entry;
    }

    private HubAnswer Content(HubRequest request, string path, HubFault fault)
    {
        string name = Uri.UnescapeDataString(path[41..]);
        if (!Commits.Single(known => known.Commit == path[..40]).Files.TryGetValue(name, out byte[]? bytes)) return new HubAnswer(404, ["X-Error-Code: EntryNotFound"], []);
        if (IsLarge(name) && !request.IsStore) return new HubAnswer(302, [$"Location: http://{_store.LocalEndpoint}{request.Path}?signature=secret"], []);
        if (fault.Content is { } other) bytes = other;
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"";
        if (request.From is not { } start || fault.IgnoresRange || (request.IfRange is { } condition && condition != tag)) return new HubAnswer(200, [$"ETag: {tag}"], bytes);
        if (start >= bytes.Length) return new HubAnswer(416, [], []);
        int shown = (int)start + fault.RangeShift;
        return new HubAnswer(206, [$"ETag: {tag}", $"Content-Range: bytes {shown}-{bytes.Length - 1}/{bytes.Length}"], bytes[(int)start..]);
    }

    private static bool IsLarge(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.Ordinal);
}
