using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Inference.Contracts;
using Inference.Gateway.Health;
using Inference.Gateway.Hosting;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;
using Inference.Server.Serving;
using Inference.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Tests.Serving;

/// <summary>The whole HTTP stack over a token service that the test plays itself, with a token for each byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string ModelName = "scripted";

    private readonly TemporaryFolder _folder = new();
    private readonly MetricsCollector _metrics = new(_ => false);
    private readonly WebApplication _application;

    private ScriptedServer(Script script, Setup setup)
    {
        using ModelPackage package = ModelPackage.Open(TinyChatModel.Write(_folder));
        Tokenizer tokenizer = package.ReadTokenizer();
        ChatTemplateSet templates = new(package.ReadChatTemplates());
        ServedModel model = Model(null);
        if (setup.Versions is { } versions) model = Model(versions(model));

        ServedModel Model(IModelVersions? versions) => new()
        {
            Names = [ModelName],
            Versions = versions,
            Root = "a script",
            Service = LocalReattachment.Gated(new Player(script), TimeProvider.System),
            MaxLength = setup.MaxLength,
            Tokenizer = tokenizer,
            Templates = templates,
            ToolParser = setup.ToolParser,
            ReasoningParser = setup.ReasoningParser,
            Door = setup.Door,
            Status = setup.Status ?? (() => new EngineStatus(0, 0, 0)),
        };
        GatewayOptions options = new();
        setup.Configure?.Invoke(options);
        _application = GatewayHost.Build(
            new ModelCatalog([model]), options, _metrics, new IPEndPoint(IPAddress.Loopback, 0), setup.Certificate, logging => logging.SetMinimumLevel(LogLevel.None), setup.Journal);
    }

    /// <summary>Plays the service for one request.</summary>
    public delegate IAsyncEnumerable<TokenChunk> Script(GenerateRequest request, CancellationToken cancellation);

    public HttpClient Client { get; private set; } = null!;

    public WorkGate Gate => _application.Services.GetRequiredService<WorkGate>();

    public static Task<ScriptedServer> StartAsync(string text, Setup? setup = null) => StartAsync((request, cancellation) => SayAsync(request, text, cancellation), setup);

    public static async Task<ScriptedServer> StartAsync(Script script, Setup? setup = null)
    {
        ScriptedServer server = new(script, setup ?? new Setup());
        await server._application.StartAsync();
        server.Client = new HttpClient { BaseAddress = new Uri(server._application.Urls.First()) };
        return server;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return Client.SendAsync(request, completion);
    }

    /// <summary>Some of the one choice of a request.</summary>
    public static TokenChunk Chunk(GenerateRequest request, int position, string text, FinishReason? end = null) => new()
    {
        RequestId = request.Id,
        Choice = 0,
        Position = position,
        Tokens = [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)],
        FinishReason = end,
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }

    /// <summary>Says a text in pieces of one token, as engines do.</summary>
    public static async IAsyncEnumerable<TokenChunk> SayAsync(GenerateRequest request, string text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < bytes.Length; i++)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            yield return new TokenChunk { RequestId = request.Id, Choice = 0, Position = i, Tokens = [bytes[i]] };
        }

        yield return new TokenChunk { RequestId = request.Id, Choice = 0, Position = bytes.Length, Tokens = [], FinishReason = FinishReason.Stop };
    }

    /// <summary>What else a test wants of its server.</summary>
    public sealed record Setup
    {
        public Action<GatewayOptions>? Configure { get; init; }

        public Func<EngineStatus>? Status { get; init; }

        public X509Certificate2? Certificate { get; init; }

        /// <summary>Null: everybody is let in.</summary>
        public IEngineDoor? Door { get; init; }

        public string? ToolParser { get; init; }

        public string? ReasoningParser { get; init; }

        public int MaxLength { get; init; } = 4096;

        /// <summary>By which clients come back; null: they cannot.</summary>
        public IResponseJournal? Journal { get; init; }

        /// <summary>The model's versions, from what serves it where it has none.</summary>
        public Func<ServedModel, IModelVersions>? Versions { get; init; }
    }

    private sealed class Player(Script script) : ITokenService
    {
        public IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default) => script(request, cancellationToken);
    }
}
