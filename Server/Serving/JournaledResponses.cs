using Inference.Cluster.Reattachment;
using Inference.Gateway.Reattachment;

namespace Inference.Server.Serving;

/// <summary>Keeps what fronts write where the cluster keeps its requests.</summary>
/// <param name="journal">In memory, or wherever all fronts find it.</param>
public sealed class JournaledResponses(IRequestJournal journal) : IResponseJournal
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(ResponseRecord record, CancellationToken cancellation) => journal.WriteAsync(
        new RequestRecord { ResponseId = record.Id, Tenant = record.Tenant, Request = record.Requests[0], Others = [.. record.Requests.Skip(1)], FrontState = record.State }, cancellation);

    /// <inheritdoc/>
    public async ValueTask<ResponseRecord?> TakeOverAsync(string id, string tenant, CancellationToken cancellation) =>
        await ResponseReattachment.FindAsync(journal, id, tenant, cancellation) is { } found
            ? new ResponseRecord(found.ResponseId, found.Tenant, [found.Request, .. found.Others], found.FrontState)
            : null;
}
