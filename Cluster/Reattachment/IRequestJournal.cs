namespace Inference.Cluster.Reattachment;

/// <summary>Keeps records where every front finds them. In memory here; a persisted grain in a cluster.</summary>
public interface IRequestJournal
{
    /// <summary>Writes a record, before its response begins.</summary>
    /// <exception cref="InvalidOperationException">There is one of this id.</exception>
    ValueTask WriteAsync(RequestRecord record, CancellationToken cancellation = default);

    /// <summary>Reads a tenant's record for a front that goes on with the response, and counts the takeover. Null where the tenant has no such record.</summary>
    ValueTask<RequestRecord?> TakeOverAsync(string responseId, string tenant, CancellationToken cancellation = default);
}
