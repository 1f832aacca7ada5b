using Orleans.Concurrency;

namespace Inference.Abstractions.Models;

/// <summary>The desired state of one model, and who brings it about. Its key is the model's name.</summary>
[Alias("inference.model")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Says what is wanted from now on. The same again changes nothing.</summary>
    /// <exception cref="ArgumentException">It cannot be; the message names all problems.</exception>
    [Alias("declare")]
    Task DeclareAsync([Immutable] ModelSpec spec);

    /// <summary>What is wanted; null where nothing was declared.</summary>
    [ReadOnly]
    [Alias("spec")]
    Task<ModelSpec?> GetSpecAsync();

    /// <summary>The model's replicas: at once where they differ from what the caller knows, else when they change or after a while.</summary>
    /// <param name="known">The change that the caller knows; −1: none.</param>
    /// <param name="demand">What the caller has to do for the model.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null where the grain has just come to life and knows nothing yet: what the caller knows still counts.</returns>
    [AlwaysInterleave]
    [Alias("view")]
    Task<ModelView?> ViewAsync(long known, [Immutable] FrontDemand demand, CancellationToken cancellation = default);
}
