using Orleans.GrainDirectory;
using Orleans.Runtime;

namespace Inference.Grains.Nodes;

/// <summary>
/// A directory that knows nothing, for grains whose place follows from their key or from who calls: nobody has to be asked for it, and so nobody's death or silence is in
/// the way. Several activations of such a grain may be there at once, where it is not pinned; then its storage decides between them.
/// </summary>
internal sealed class NoDirectory : IGrainDirectory
{
    public const string Name = "inference-none";

    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
