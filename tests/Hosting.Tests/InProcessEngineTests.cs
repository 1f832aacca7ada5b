using Inference.Contracts;
using Inference.ModelFiles;
using Inference.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Hosting.Tests;

public sealed class InProcessEngineTests
{
    private static readonly GenerateRequest Endless = new() { Id = "endless", Prompt = [1, 2, 3], Sampling = new SamplingParams { IgnoreEos = true, MaxTokens = null } };

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_WhileStreaming_EndsTheStreamWithAnError(bool async)
    {
        using TemporaryFolder folder = new();
        ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => TinyEngine.Configure(options, folder)).BuildServiceProvider();
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
        ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => TinyEngine.Configure(options, folder)).BuildServiceProvider();
        Task loading = provider.GetRequiredService<InProcessEngine>().LoadAsync();

        await provider.DisposeAsync();

        Assert.True(loading.IsCompleted);
        Assert.False(loading.IsFaulted);
    }

    [Fact]
    public async Task Waiting_Cancelled_LeavesTheLoadingToOthers()
    {
        using TemporaryFolder folder = new();
        await using ServiceProvider provider = new ServiceCollection().AddInferenceEngine(options => TinyEngine.Configure(options, folder)).BuildServiceProvider();
        InProcessEngine engine = provider.GetRequiredService<InProcessEngine>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.LoadAsync(new CancellationToken(canceled: true)));
        await engine.LoadAsync();

        Assert.True(engine.IsLoaded);
    }

    private static async Task<int> CountAsync(InProcessEngine service, GenerateRequest request)
    {
        int count = 0;
        await foreach (TokenChunk chunk in service.GenerateAsync(request)) count += chunk.Tokens.Count;
        return count;
    }
}
