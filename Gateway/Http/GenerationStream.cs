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
    /// <param name="send">Sends a piece.</param>
    /// <param name="finish">Sends what follows the last piece.</param>
    /// <param name="fail">Sends an error, once the answer has begun; the rest of the stream is the caller's.</param>
    public async Task RunAsync(TextGeneration generation, Func<TextPiece, Task> send, Func<Task> finish, Func<ApiError, Task>? fail = null)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        Events.KeepAlive(options.KeepAliveInterval, options.Time);
        IAsyncEnumerator<TextPiece> pieces = StreamPieces.Every(response.Interval, generation.RunAsync(stop.Token)).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await pieces.MoveNextAsync()) await send(pieces.Current);
            await finish();
        }
        catch (Exception error)
        {
            await stop.CancelAsync();
            await Events.EndKeepAliveAsync();
            if (context.RequestAborted.IsCancellationRequested) throw;
            if (!Events.HasStarted)
            {
                if (error is OperationCanceledException) throw new ApiException(TakenOver());
                throw;
            }

            await (fail ?? SendErrorAsync)(error is OperationCanceledException ? TakenOver() : ErrorMiddleware.Explain(context, error, logger));
        }
        finally
        {
            await pieces.DisposeAsync();
            await Events.DisposeAsync();
        }
    }

    private Task SendErrorAsync(ApiError error) => Events.SendFailureAsync(ErrorBody.Of(error), ApiJson.Default.ErrorBody);

    /// <summary>Nobody else ends a generation whose client is there.</summary>
    private static ApiError TakenOver() => new(StatusCodes.Status409Conflict, ConflictType, "taken_over", "Another connection goes on with this response.");
}
