using Inference.Contracts;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Hosting.Tests;

/// <summary>An application's services with an engine over a tiny model of random weights.</summary>
public sealed class EngineFixture : IAsyncDisposable, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EngineFixture() => Provider = Services().BuildServiceProvider();

    public ServiceProvider Provider { get; }

    public IChatClient Chat => Provider.GetRequiredService<IChatClient>();

    public IEngineOperations Operations => Provider.GetRequiredService<IEngineOperations>();

    /// <summary>As an application adds them.</summary>
    public ServiceCollection Services(Action<InferenceEngineOptions>? configure = null)
    {
        ServiceCollection services = new();
        services.AddInferenceEngine(options =>
        {
            options.Model = TinyChatModel.Write(_folder);
            options.Name = "tiny";
            options.Threads = 1;
            configure?.Invoke(options);
        });
        return services;
    }

    /// <summary>Blocks of the cache that somebody holds.</summary>
    public async Task<int> HeldBlocksAsync() => (await Operations.ObserveAsync()).Blocks.Count(use => use is BlockUse.Held or BlockUse.Shared);

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    public void Dispose()
    {
        Provider.Dispose();
        _folder.Dispose();
    }
}
