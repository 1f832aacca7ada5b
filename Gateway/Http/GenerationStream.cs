using Inference.Gateway.Errors;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Inference.Gateway.Reattachment;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Http;

/// <summary>
/// Sends a generation as events. The answer begins with its first event, so that a request that is refused still gets its status;
/// while nothing comes, comments keep the connection alive.
/// </summary>
internal sealed class GenerationStream(HttpContext context, StreamedResponse response, GatewayOptions options, ILogger logger)
{
    private const string ConflictType = "conflict_error";

    public EventStream Events { get; } = new(context, response.Cursor);

    /// <param name="generation">Cancelled when the client goes away.</param>
    /// <param name="add">Adds the events of a piece.</param>
    /// <param name="finish">Adds what follows the last piece.</param>
    /// <param name="fail">Adds an error, once the answer has begun; the rest of the stream is the caller's.</param>
    public async Task RunAsync(TextGeneration generation, Action<TextPiece> add, Action finish, Action<ApiError>? fail = null)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        Events.KeepAlive(options.KeepAliveInterval, options.Time);
        IAsyncEnumerator<TextPiece> pieces = StreamPieces.Every(response.Interval, generation.RunAsync(stop.Token)).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await MoveNextAsync(pieces, stop))
            {
                add(pieces.Current);
                if (Events.IsFull) await Events.FlushAsync();
            }

            finish();
            await Events.FlushAsync();
        }
        catch (Exception error)
        {
            await stop.CancelAsync();
            await Events.EndKeepAliveAsync();
            if (context.RequestAborted.IsCancellationRequested) throw;
            if (!Events.HasBegun)
            {
                if (error is OperationCanceledException) throw new ApiException(TakenOver());
                throw;
            }

            (fail ?? AddError)(error is OperationCanceledException ? TakenOver() : ErrorMiddleware.Explain(context, error, logger));
            await Events.FlushAsync();
        }
        finally
        {
            await pieces.DisposeAsync();
            await Events.DisposeAsync();
        }
    }

    /// <summary>What is there goes out together, before anything is waited for.</summary>
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TextPiece> pieces, CancellationTokenSource stop)
    {
        ValueTask<bool> next = pieces.MoveNextAsync();
        if (next.IsCompleted) return await next;
        Task<bool> moves = next.AsTask();
        try
        {
            await Events.FlushAsync();
        }
        catch
        {
            // Nobody may leave an enumerator while it moves.
            await stop.CancelAsync();
            await ((Task)moves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await moves;
    }

    private void AddError(ApiError error) => Events.AddFailure(ErrorBody.Of(error), ApiJson.Default.ErrorBody);

    /// <summary>Nobody else ends a generation whose client is there.</summary>
    private static ApiError TakenOver() => new(StatusCodes.Status409Conflict, ConflictType, "taken_over", "Another connection goes on with this response.");
}
