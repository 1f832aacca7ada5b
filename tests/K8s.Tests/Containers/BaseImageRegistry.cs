using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.K8s.Tests.Containers;

/// <summary>A registry on the loopback address with one image, in which there is nothing but a file: to build others on.</summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly byte[] _manifest;
    private readonly WebApplication _application;

    private BaseImageRegistry()
    {
        byte[] files = Files(), layer = Compressed(files);
        byte[] config = Bytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(Digest(files)) },
        });
        _manifest = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Keep(config, "application/vnd.docker.container.image.v1+json"),
            ["layers"] = new JsonArray(Keep(layer, "application/vnd.docker.image.rootfs.diff.tar.gzip")),
        });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>As builders name it.</summary>
    public string Image => $"localhost:{new Uri(_application.Urls.First()).Port}/base:1";

    public string Host => Image.Split('/')[0];

    public static async Task<BaseImageRegistry> StartAsync()
    {
        BaseImageRegistry registry = new();
        await registry._application.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path;
        byte[]? body = path == "/v2/" ? "{}"u8.ToArray() : path.Contains("/manifests/", StringComparison.Ordinal) ? _manifest : _blobs.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..]);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = body == _manifest ? ManifestType : "application/octet-stream";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(body);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }

    private JsonObject Keep(byte[] blob, string type)
    {
        _blobs[Digest(blob)] = blob;
        return new JsonObject { ["mediaType"] = type, ["size"] = blob.Length, ["digest"] = Digest(blob) };
    }

    private static byte[] Files()
    {
        MemoryStream stream = new();
        using (TarWriter writer = new(stream, leaveOpen: true)) writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/base") { DataStream = new MemoryStream([1]) });
        return stream.ToArray();
    }

    private static byte[] Compressed(byte[] data)
    {
        MemoryStream stream = new();
        using (GZipStream zip = new(stream, CompressionLevel.Fastest)) zip.Write(data);
        return stream.ToArray();
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Digest(byte[] data) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(data));
}
