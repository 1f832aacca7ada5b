using System.Collections.Concurrent;
using System.Net;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Hosting;
using Inference.Gateway.Health;
using Inference.Gateway.Hosting;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;
using Inference.Server.Serving;
using Inference.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Tests.Console;

/// <summary>A scripted model behind the real engine and the whole HTTP stack, on a free port of the loopback address.</summary>
internal sealed class ConsoleServer : ITokenService, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedRunner _runner;
    private readonly InferenceEngine _engine;
    private readonly MetricsCollector _metrics = new(_ => false);
    private readonly WebApplication _application;
    private readonly Tokenizer _tokenizer;

    private ConsoleServer(TimeSpan pace, Action<GatewayOptions>? configure)
    {
        using ModelPackage package = ModelPackage.Open(TinyChatModel.Write(_folder));
        _tokenizer = package.ReadTokenizer();
        // Meters are the process's: the name tells this engine's from those of other tests.
        string name = $"scripted-{Guid.NewGuid():N}";
        _runner = new ScriptedRunner(pace);
        _engine = new InferenceEngine(
            _runner, [TinyChatModel.EndToken], new EngineOptions { ModelName = name }, vocabulary: new TokenizerVocabulary(_tokenizer));
        ServedModel model = new()
        {
            Names = [name],
            Root = "a script",
            Service = this,
            MaxLength = _engine.MaxLength,
            Tokenizer = _tokenizer,
            Templates = new ChatTemplateSet(package.ReadChatTemplates()),
            Status = () => new EngineStatus(0, 0, 0),
            Operations = _engine,
        };
        GatewayOptions options = new();
        configure?.Invoke(options);
        _application = GatewayHost.Build(
            new ModelCatalog([model]), options, _metrics, new IPEndPoint(IPAddress.Loopback, 0), null, logging => logging.SetMinimumLevel(LogLevel.None));
    }

    public string Url => _application.Urls.First();

    /// <summary>What came to the engine, in order.</summary>
    public ConcurrentQueue<GenerateRequest> Requests { get; } = [];

    public static async Task<ConsoleServer> StartAsync(int paceMilliseconds = 2, Action<GatewayOptions>? configure = null)
    {
        ConsoleServer server = new(TimeSpan.FromMilliseconds(paceMilliseconds), configure);
        await server._application.StartAsync();
        return server;
    }

    /// <inheritdoc cref="ScriptedRunner.HoldAt"/>
    public void HoldAt(int steps) => _runner.HoldAt(steps);

    public void Release() => _runner.Release();

    public string PromptOf(GenerateRequest request) => _tokenizer.Decode([.. request.Prompt]);

    public IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Enqueue(request);
        return _engine.GenerateAsync(request, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _application.DisposeAsync();
        await _engine.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }
}
