namespace Inference.Gateway.Reattachment;

/// <summary>
/// Keeps what streamed responses depend on, where every front finds it: so a client that lost its connection, or its front, gets the rest at
/// any front. Written once for each response; what it generates needs no record, because it can be computed again.
/// </summary>
public interface IResponseJournal
{
    /// <summary>Writes a record, before its response begins.</summary>
    /// <exception cref="InvalidOperationException">There is one of this id.</exception>
    ValueTask WriteAsync(ResponseRecord record, CancellationToken cancellation);

    /// <summary>
    /// Reads a record for a front that goes on with the response. Its requests count as a later attempt than all that other fronts made or
    /// make, so that these end. Null where the tenant has no such response, or not any more.
    /// </summary>
    ValueTask<ResponseRecord?> TakeOverAsync(string id, string tenant, CancellationToken cancellation);
}
