using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary>What a body may be.</summary>
[Collection(nameof(RunningServer))]
public sealed class RequestBodyTests
{
    private const string Path = "/tokenize";

    [Fact]
    public async Task Post_CompressedBody_IsToldThatItMayNotBe()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("""{"prompt":"a"}"""u8);
        using ByteArrayContent content = Json(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        JsonNode error = await RunningServer.ErrorOf(await server.Client.PostAsync(Path, content), HttpStatusCode.UnsupportedMediaType);
        Assert.Contains("Content-Encoding", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ByteOrderMark_IsPassedOver()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using ByteArrayContent content = Json([0xEF, 0xBB, 0xBF, .. """{"prompt":"a"}"""u8]);

        Assert.Equal(HttpStatusCode.OK, (await server.Client.PostAsync(Path, content)).StatusCode);
    }

    [Fact]
    public async Task Post_TooDeepBody_IsToldSo()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonNode error = await server.FailAsync(Path, $$"""{"a":{{new string('[', 200)}}{{new string(']', 200)}}}""", HttpStatusCode.BadRequest);

        Assert.Contains("128 deep", (string?)error["message"], StringComparison.Ordinal);
    }

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
