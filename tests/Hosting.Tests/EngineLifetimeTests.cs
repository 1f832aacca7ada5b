using Inference.Contracts;
using Inference.ModelFiles;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Inference.Hosting.Tests;

public sealed class EngineLifetimeTests
{
    private static readonly GenerateRequest Endless = new() { Id = "endless", Prompt = [1, 2, 3], Sampling = new SamplingParams { IgnoreEos = true, MaxTokens = null } };

    [Fact]
    public async Task Host_Start_LoadsAndStopEndsInGoodOrder()
    {
        using TemporaryFolder folder = new();
        LogLines log = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddInferenceEngine(options => TinyEngine.Configure(options, folder));
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
        builder.Services.AddInferenceEngine(options => TinyEngine.Configure(options, folder)).Configure<InferenceEngineOptions>(options => options.Loading = loading);
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
    public async Task Host_WithoutPatience_GivesUpWhatRuns()
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInferenceEngine(options => TinyEngine.Configure(options, folder));
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

    private static async Task<int> CountAsync(InProcessEngine service, GenerateRequest request)
    {
        int count = 0;
        await foreach (TokenChunk chunk in service.GenerateAsync(request)) count += chunk.Tokens.Count;
        return count;
    }
}
