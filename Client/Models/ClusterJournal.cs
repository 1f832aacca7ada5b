using Inference.Abstractions.Responses;
using Inference.Cluster.Reattachment;

namespace Inference.Client.Models;

/// <summary>Records of responses in grains of their own: any front finds them.</summary>
public sealed class ClusterJournal(IGrainFactory grains) : IRequestJournal
{
    public async ValueTask WriteAsync(RequestRecord record, CancellationToken cancellation = default)
    {
        if (!await grains.GetGrain<IResponseGrain>(record.ResponseId).WriteAsync(record).WaitAsync(cancellation).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"There is a record of '{record.ResponseId}' already.");
        }
    }

    public async ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default) =>
        await grains.GetGrain<IResponseGrain>(responseId).TakeOverAsync(tenant).WaitAsync(cancellation).ConfigureAwait(false);
}
