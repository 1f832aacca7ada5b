using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Silo.Tests.Kubernetes;

/// <summary>As much of Kubernetes' API as silos ask for: pods of one namespace, by TLS and with a token, for whom the role lets in.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    public const string Namespace = "inference";
    private const string Token = "sesame", Pods = $"/api/v1/namespaces/{Namespace}/pods";

    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly HashSet<string> _allowed;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _pods = [];
    private readonly List<JsonObject> _events = [];
    private readonly List<ChannelWriter<JsonObject>> _watches = [];

    private FakeApiServer(IEnumerable<string> allowed)
    {
        _allowed = [.. allowed];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public Uri Url => new(_application.Urls.First());

    /// <summary>What was asked for, as rights are named.</summary>
    public ConcurrentQueue<string> Verbs { get; } = [];

    /// <param name="allowed">What the role of the silos' account lets it do with pods.</param>
    public static async Task<FakeApiServer> StartAsync(IEnumerable<string> allowed)
    {
        FakeApiServer server = new(allowed);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Writes what Kubernetes mounts into a pod.</summary>
    public void WriteAccount(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "ca.crt"), _certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "token"), Token);
        File.WriteAllText(Path.Combine(folder, "namespace"), Namespace);
    }

    public void Add(string pod) => Happen("ADDED", pod, () => _pods[pod] = Pod(pod));

    public void Delete(string pod) => Happen("DELETED", pod, () => _pods.Remove(pod));

    public async ValueTask DisposeAsync()
    {
        lock (_gate) _watches.ForEach(watch => watch.TryComplete());
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private void Happen(string type, string pod, Action change)
    {
        lock (_gate)
        {
            JsonObject happened = new() { ["type"] = type, ["object"] = Pod(pod) };
            change();
            _events.Add(happened);
            foreach (ChannelWriter<JsonObject> watch in _watches) watch.TryWrite(happened);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path, verb = VerbOf(context.Request);
        Verbs.Enqueue(verb);
        int refusal = context.Request.Headers.Authorization != $"Bearer {Token}" ? StatusCodes.Status401Unauthorized : _allowed.Contains(verb) ? 0 : StatusCodes.Status403Forbidden;
        if (refusal != 0 || !path.StartsWith(Pods, StringComparison.Ordinal))
        {
            await WriteAsync(context, refusal == 0 ? StatusCodes.Status404NotFound : refusal, new JsonObject { ["kind"] = "Status", ["status"] = "Failure", ["code"] = refusal });
        }
        else if (verb == "watch")
        {
            await WatchAsync(context, int.Parse(context.Request.Query["resourceVersion"].ToString(), CultureInfo.InvariantCulture));
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status200OK, verb == "get" ? Pod(path[(Pods.Length + 1)..]) : List());
        }
    }

    private JsonObject List()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["kind"] = "PodList", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_events.Count}" },
                ["items"] = new JsonArray([.. _pods.Values.Select(pod => pod.DeepClone())]),
            };
        }
    }

    private async Task WatchAsync(HttpContext context, int after)
    {
        Channel<JsonObject> channel = Channel.CreateUnbounded<JsonObject>();
        lock (_gate)
        {
            foreach (JsonObject happened in _events.Skip(after)) channel.Writer.TryWrite(happened);
            _watches.Add(channel.Writer);
        }

        await foreach (JsonObject happened in channel.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(happened.ToJsonString() + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static string VerbOf(HttpRequest request) => request.Method switch
    {
        "GET" when request.Query["watch"] == "true" => "watch",
        "GET" when request.Path == Pods => "list",
        string method => method.ToLowerInvariant(),
    };

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    /// <summary>With the labels that pods of the manifests have.</summary>
    private static JsonObject Pod(string name) => new()
    {
        ["kind"] = "Pod", ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace, ["labels"] = new JsonObject { ["orleans/serviceId"] = "inference", ["orleans/clusterId"] = "inference" } },
    };

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=kubernetes", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
