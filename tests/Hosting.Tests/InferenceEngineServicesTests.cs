using Inference.Contracts;
using Inference.ModelFiles;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Inference.Hosting.Tests;

public sealed class InferenceEngineServicesTests
{
    private static readonly GenerateRequest Endless = new() { Id = "endless", Prompt = [1, 2, 3], Sampling = new SamplingParams { IgnoreEos = true, MaxTokens = null } };

    [Fact]
    public async Task Services_OfAnEngine_AreOne()
    {
        using TemporaryFolder folder = new();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => Tiny(options, folder)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();

        Assert.Same(engine, provider.GetRequiredService<ITokenService>());
        Assert.Same(engine, provider.GetRequiredService<IEmbeddingService>());
        Assert.Same(engine, provider.GetRequiredService<IEngineOperations>());
        Assert.Same(engine, provider.GetRequiredService<IChatClient>().GetService<ITokenService>());
        Assert.Equal("tiny", provider.GetRequiredService<IChatClient>().GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.False(engine.IsLoaded);
    }

    [Fact]
    public async Task Host_Start_LoadsAndStopEndsInGoodOrder()
    {
        using TemporaryFolder folder = new();
        LogLines log = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddInferenceEngine(options => Tiny(options, folder));
        using IHost host = builder.Build();

        await host.StartAsync();
        InProcessEngine engine = host.Services.GetRequiredService<InProcessEngine>();
        Assert.True(engine.IsLoaded);
        Assert.Contains(log.Lines, line => line.Contains("tiny is ready", StringComparison.Ordinal));

        IAsyncEnumerator<TokenChunk> running = engine.GenerateAsync(Endless with { Sampling = new SamplingParams { MaxTokens = 64, IgnoreEos = true } }).GetAsyncEnumerator();
        Assert.True(await running.MoveNextAsync());
        await host.StopAsync();

        FinishReason? end = running.Current.FinishReason;
        while (await running.MoveNextAsync()) end = running.Current.FinishReason;
        Assert.Equal(FinishReason.Length, end);
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => CountAsync(engine, Endless));
        Assert.Equal(InferenceError.Draining, refusal.Error);
    }

    [Theory]
    [InlineData(ModelLoading.InBackground)]
    [InlineData(ModelLoading.OnFirstUse)]
    public async Task Host_ThatDoesNotWait_AnswersAllTheSame(ModelLoading loading)
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options => Tiny(options, folder)).Configure<InferenceEngineOptions>(options => options.Loading = loading);
        using IHost host = builder.Build();
        await host.StartAsync();

        ChatResponse response = await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 3 });

        Assert.True(response.Usage!.OutputTokenCount > 0);
        await host.StopAsync();
    }

    [Fact]
    public async Task Host_WithAModelThatIsNotThere_DoesNotStart()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options => options.Model = "/nowhere/model");
        using IHost host = builder.Build();

        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => host.StartAsync());

        Assert.Contains("/nowhere/model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_ThatFailed_IsTriedAgain()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathTo("later");
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => (options.Model, options.Threads) = (path, 1)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();
        await Assert.ThrowsAsync<ModelFileException>(() => engine.LoadAsync());

        using TemporaryFolder model = new();
        Directory.CreateSymbolicLink(path, TinyChatModel.Write(model));

        await engine.LoadAsync();
        Assert.True(engine.IsLoaded);
    }

    [Fact]
    public async Task Options_ThatAreWrong_AreAllReportedTogether()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options =>
        {
            (options.Threads, options.MaxModelLength, options.CacheBytes, options.ToolCallParser, options.Name) = (0, 1, -5, "unheard-of", " ");
            (options.Engine.MaxSequences, options.Engine.MaxQueuedRequests) = (0, -1);
        });
        using IHost host = builder.Build();

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(8, error.Failures.Count());
        foreach (string name in new[] { "Model ", "Name ", "Threads ", "MaxModelLength ", "CacheBytes ", "ToolCallParser ", "Engine: MaxSequences ", "Engine: MaxQueuedRequests " })
        {
            Assert.Single(error.Failures, failure => failure.StartsWith("Inference engine: " + name, StringComparison.Ordinal));
        }

        Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IChatClient>());
    }

    [Fact]
    public async Task Options_FromConfiguration_AreBound()
    {
        using TemporaryFolder folder = new();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Engine:Model"] = TinyChatModel.Write(folder), ["Engine:Name"] = "bound", ["Engine:Threads"] = "1", ["Engine:Loading"] = "OnFirstUse",
            ["Engine:MaxModelLength"] = "64", ["Engine:Engine:MaxSequences"] = "2", ["Engine:Engine:Speculation:Method"] = "PromptLookup",
        }).Build();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(configuration.GetSection("Engine")).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();
        InferenceEngineOptions options = provider.GetRequiredService<IOptions<InferenceEngineOptions>>().Value;

        Assert.Equal("bound", engine.Name);
        Assert.Equal((ModelLoading.OnFirstUse, 2), (options.Loading, options.Engine.MaxSequences));
        Assert.Equal(64, (await engine.GetModelAsync()).MaxLength);
    }

    [Fact]
    public async Task Engines_Several_AreKeyedByTheirNames()
    {
        using TemporaryFolder one = new(), other = new();
        TinyChatModel.Write(one, seed: 1);
        TinyChatModel.Write(other, seed: 2);
        await using ServiceProvider provider = new ServiceCollection()
            .AddInferenceEngine("one", options => (options.Model, options.Threads) = (one.Path, 1))
            .AddInferenceEngine("other", options => (options.Model, options.Threads) = (other.Path, 1))
            .BuildServiceProvider();
        ChatOptions options = new() { Seed = 1, MaxOutputTokens = 20 };

        ChatResponse first = await provider.GetRequiredKeyedService<IChatClient>("one").GetResponseAsync("Hi", options);
        ChatResponse second = await provider.GetRequiredKeyedService<IChatClient>("other").GetResponseAsync("Hi", options);

        Assert.NotEqual(first.Text, second.Text);
        Assert.Equal((Path.GetFileName(one.Path), Path.GetFileName(other.Path)), (first.ModelId, second.ModelId));
        Assert.Null(provider.GetService<IChatClient>());
        Assert.Equal(2, provider.GetServices<IHostedService>().Count());
    }

    [Fact]
    public void Engine_AddedTwice_IsOne()
    {
        ServiceCollection services = new();
        services.AddInferenceEngine(options => options.Model = "first").AddInferenceEngine(options => options.Model = "second");
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Equal("second", Assert.Single(provider.GetServices<InProcessEngine>()).Name);
        Assert.Single(provider.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_WhileStreaming_EndsTheStreamWithAnError(bool async)
    {
        using TemporaryFolder folder = new();
        ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => Tiny(options, folder)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();
        IAsyncEnumerator<TokenChunk> running = engine.GenerateAsync(Endless).GetAsyncEnumerator();
        Assert.True(await running.MoveNextAsync());

        if (async) await provider.DisposeAsync();
        else provider.Dispose();

        bool ended = false;
        InferenceException? end = await Record.ExceptionAsync(async () =>
        {
            while (await running.MoveNextAsync()) ended |= running.Current.FinishReason is not null and not FinishReason.Error;
        }) as InferenceException;
        Assert.True(end is { Error: InferenceError.Draining } || ended);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.LoadAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CountAsync(engine, Endless));
    }

    [Fact]
    public async Task Disposal_WhileLoading_EndsTheLoading()
    {
        using TemporaryFolder folder = new();
        ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => Tiny(options, folder)).BuildServiceProvider();
        Task loading = provider.GetRequiredService<InProcessEngine>().LoadAsync();

        await provider.DisposeAsync();

        Assert.True(loading.IsCompleted);
        Assert.False(loading.IsFaulted);
    }

    [Fact]
    public async Task Host_WithoutPatience_GivesUpWhatRuns()
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options => Tiny(options, folder));
        IHost host = builder.Build();
        await host.StartAsync();
        IAsyncEnumerator<TokenChunk> running = host.Services.GetRequiredService<ITokenService>().GenerateAsync(Endless).GetAsyncEnumerator();
        Assert.True(await running.MoveNextAsync());

        await Record.ExceptionAsync(() => host.StopAsync(new CancellationToken(canceled: true)));
        await ((IAsyncDisposable)host).DisposeAsync();

        // It may have ended by itself before, for it is a small model; but it has ended.
        InferenceException? end = await Record.ExceptionAsync(async () =>
        {
            while (await running.MoveNextAsync())
            {
            }
        }) as InferenceException;
        Assert.True(end is null or { Error: InferenceError.Draining });
    }

    [Fact]
    public async Task Waiting_Cancelled_LeavesTheLoadingToOthers()
    {
        using TemporaryFolder folder = new();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => Tiny(options, folder)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.LoadAsync(new CancellationToken(canceled: true)));
        await engine.LoadAsync();

        Assert.True(engine.IsLoaded);
    }

    private static void Tiny(InferenceEngineOptions options, TemporaryFolder folder)
    {
        options.Model = TinyChatModel.Write(folder);
        options.Name = "tiny";
        options.Threads = 1;
    }

    private static async Task<int> CountAsync(InProcessEngine service, GenerateRequest request)
    {
        int count = 0;
        await foreach (TokenChunk chunk in service.GenerateAsync(request)) count += chunk.Tokens.Count;
        return count;
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
