using Inference.Contracts;
using Inference.Kernels.Attention;
using Inference.Kernels.MatMul;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Inference.Hosting.Tests;

public sealed class InferenceEngineServicesTests
{
    [Fact]
    public async Task Services_OfAnEngine_AreOne()
    {
        using TemporaryFolder folder = new();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => TinyEngine.Configure(options, folder)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();

        Assert.Same(engine, provider.GetRequiredService<ITokenService>());
        Assert.Same(engine, provider.GetRequiredService<IEmbeddingService>());
        Assert.Same(engine, provider.GetRequiredService<IEngineOperations>());
        Assert.Same(engine, provider.GetRequiredService<IChatClient>().GetService<ITokenService>());
        Assert.Equal("tiny", provider.GetRequiredService<IChatClient>().GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.False(engine.IsLoaded);
    }

    [Fact]
    public async Task Options_ThatAreWrong_AreAllReportedTogether()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options =>
        {
            (options.Threads, options.MaxModelLength, options.CacheBytes, options.ToolCallParser, options.Name) = (0, 1, -5, "unheard-of", " ");
            (options.KeyValues, options.Arithmetic) = ((KeyValueFormat)9, (Arithmetic)9);
            (options.Engine.MaxSequences, options.Engine.MaxQueuedRequests) = (0, -1);
        });
        using IHost host = builder.Build();

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(10, error.Failures.Count());
        foreach (string name in new[] { "Model ", "Name ", "Threads ", "MaxModelLength ", "CacheBytes ", "ToolCallParser ", "KeyValues ", "Arithmetic ", "Engine: MaxSequences ", "Engine: MaxQueuedRequests " })
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
            ["Engine:MaxModelLength"] = "64", ["Engine:KeyValues"] = "Int8", ["Engine:Arithmetic"] = "Float32", ["Engine:Engine:MaxSequences"] = "2", ["Engine:Engine:Speculation:Method"] = "PromptLookup",
        }).Build();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(configuration.GetSection("Engine")).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();
        InferenceEngineOptions options = provider.GetRequiredService<IOptions<InferenceEngineOptions>>().Value;

        Assert.Equal("bound", engine.Name);
        Assert.Equal((ModelLoading.OnFirstUse, 2), (options.Loading, options.Engine.MaxSequences));
        Assert.Equal((KeyValueFormat.Int8, Arithmetic.Float32), (options.KeyValues, options.Arithmetic));
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
}
