using Inference.Cluster.Reattachment;
using Orleans;

namespace Inference.Abstractions.Responses;

/// <summary>The record of one response, for the front that goes on with it. Its key is the response's id.</summary>
[Alias("inference.response")]
public interface IResponseGrain : IGrainWithStringKey
{
    /// <summary>Writes the record.</summary>
    /// <returns>False where there is one.</returns>
    [Alias("write")]
    Task<bool> WriteAsync([Immutable] RequestRecord record);

    /// <inheritdoc cref="IRequestJournal.TakeOverAsync"/>
    [Alias("take-over")]
    Task<RequestRecord?> TakeOverAsync(string tenant);
}
