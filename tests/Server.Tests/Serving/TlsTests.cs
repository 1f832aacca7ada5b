using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Inference.Support;

namespace Inference.Server.Tests.Serving;

/// <summary>HTTPS, by a certificate given as an option and by the web server's own configuration.</summary>
[Collection(nameof(RunningServer))]
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _certificate, _key;
    private readonly string _thumbprint;

    public TlsTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = _folder.Write("cert.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        _key = _folder.Write("key.pem", System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        _thumbprint = certificate.Thumbprint;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_CertificateFiles_AnswersByHttpsAlone()
    {
        using TemporaryFolder model = new();
        await using ServeProcess server = await ServeProcess.StartAsync(["serve", TinyChatModel.Write(model), "--port", "0", "--ssl-certfile", _certificate, "--ssl-keyfile", _key]);
        using HttpClient client = ClientOf();

        Assert.StartsWith("https://", server.Url, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(server.Url + "/health")).StatusCode);
        using HttpClient strict = new();
        HttpRequestException untrusted = await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetAsync(server.Url + "/health"));
        Assert.IsType<AuthenticationException>(untrusted.InnerException);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(server.Url.Replace("https", "http", StringComparison.Ordinal) + "/health"));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Serve_ClientThatWouldSpeakHttp2_DoesOverTlsAlone(bool tls, int version)
    {
        using TemporaryFolder model = new();
        await using ServeProcess server = await ServeProcess.StartAsync(["serve", TinyChatModel.Write(model), "--port", "0", .. tls ? (string[])["--ssl-certfile", _certificate, "--ssl-keyfile", _key] : []]);
        using HttpClient client = ClientOf();
        using HttpRequestMessage request = new(HttpMethod.Post, server.Url + "/v1/completions")
        {
            Content = new StringContent("""{"prompt":"a","max_tokens":3,"stream":true}""", System.Text.Encoding.UTF8, "application/json"),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(version, response.Version.Major);
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_KestrelConfiguration_AddsItsEndpoint()
    {
        using TemporaryFolder model = new();
        int port = FreePort();
        await using ServeProcess server = await ServeProcess.StartAsync(
            ["serve", TinyChatModel.Write(model), "--port", "0"],
            ("Kestrel__Endpoints__Secure__Url", $"https://127.0.0.1:{port}"),
            ("Kestrel__Endpoints__Secure__Certificate__Path", _certificate),
            ("Kestrel__Endpoints__Secure__Certificate__KeyPath", _key));
        using HttpClient client = ClientOf();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(server.Url + "/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"https://127.0.0.1:{port}/health")).StatusCode);
    }

    private HttpClient ClientOf() => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == _thumbprint });

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
