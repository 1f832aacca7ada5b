using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Cluster.Reattachment;

/// <summary>
/// Gives a client that lost its connection, or its front, the rest of its response, at any front: the response is computed again
/// from its record, bit for bit, up to where the client was and on from there.
/// </summary>
/// <param name="journal">Has the records.</param>
/// <param name="service">Computes; resumes by itself what it loses on the way.</param>
public sealed class ResponseReattachment(IRequestJournal journal, ITokenService service)
{
    // Attempts of one front are far fewer; so the attempts of a later front are above all of an earlier one's.
    private const long AttemptsPerFront = 1L << 32;

    /// <summary>The record of a response for a front that takes it over, with the request as it is to be computed now. Null where the tenant has no such response.</summary>
    public ValueTask<RequestRecord?> FindAsync(string responseId, string tenant, CancellationToken cancellation = default) =>
        FindAsync(journal, responseId, tenant, cancellation);

    /// <inheritdoc cref="FindAsync(string, string, CancellationToken)"/>
    public static async ValueTask<RequestRecord?> FindAsync(IRequestJournal journal, string responseId, string tenant, CancellationToken cancellation = default)
    {
        if (await journal.TakeOverAsync(responseId, tenant, cancellation) is not { } record) return null;
        long attempt = record.Takeovers * AttemptsPerFront;
        return record with { Request = record.Request with { Attempt = attempt }, Others = [.. record.Others.Select(request => request with { Attempt = attempt })] };
    }

    /// <summary>The response from its beginning, each chunk marked as known to the client or new.</summary>
    public async IAsyncEnumerable<ReplayedChunk> ReplayAsync(RequestRecord record, StreamCursor cursor, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (TokenChunk chunk in service.GenerateAsync(record.Request, cancellation))
        {
            int known = Math.Clamp(cursor.TokensOf(chunk.Choice) - chunk.Position, 0, chunk.Tokens.Count);
            bool ends = chunk.FinishReason is not null, endKnown = ends && cursor.HasEnded(chunk.Choice);
            bool begun = cursor.TokensOf(chunk.Choice) > 0 || cursor.HasEnded(chunk.Choice);
            if (endKnown || (known == chunk.Tokens.Count && known > 0 && !ends))
            {
                yield return new ReplayedChunk(chunk, IsKnown: true);
                continue;
            }

            if (known > 0) yield return new ReplayedChunk(Part(chunk, 0, known) with { FinishReason = null, StopToken = null }, IsKnown: true);
            TokenChunk rest = known == 0 ? chunk : Part(chunk, known, chunk.Tokens.Count - known) with { PromptLogprobs = null };
            yield return new ReplayedChunk(rest, IsKnown: rest.Tokens.Count == 0 && !ends && begun);
        }
    }

    private static TokenChunk Part(TokenChunk chunk, int from, int count) => chunk with
    {
        Position = chunk.Position + from,
        Tokens = [.. chunk.Tokens.Skip(from).Take(count)],
        Logprobs = chunk.Logprobs is null ? null : [.. chunk.Logprobs.Skip(from).Take(count)],
    };
}
