using Inference.Contracts;
using Inference.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Hosting.Tests;

/// <summary>An application's services with an engine over a tiny model of random weights.</summary>
public sealed class EngineFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EngineFixture() => Provider = new ServiceCollection().AddInferenceEngine(options => TinyEngine.Configure(options, _folder)).BuildServiceProvider();

    public ServiceProvider Provider { get; }

    public IChatClient Chat => Provider.GetRequiredService<IChatClient>();

    public IEngineOperations Operations => Provider.GetRequiredService<IEngineOperations>();

    /// <summary>Blocks of the cache that somebody holds.</summary>
    public async Task<int> HeldBlocksAsync() => (await Operations.ObserveAsync()).Blocks.Count(use => use is BlockUse.Held or BlockUse.Shared);

    public void Dispose()
    {
        Provider.Dispose();
        _folder.Dispose();
    }
}
