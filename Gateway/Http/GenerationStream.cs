using Inference.Gateway.Errors;
using Inference.Gateway.Generation;
using Inference.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Http;

/// <summary>
/// Sends a generation as events. The answer begins with its first event, so that a request that is refused still gets its status;
/// while nothing comes, comments keep the connection alive.
/// </summary>
internal sealed class GenerationStream(HttpContext context, GatewayOptions options, ILogger logger)
{
    public EventStream Events { get; } = new(context);

    /// <param name="generation">Cancelled when the client goes away.</param>
    /// <param name="send">Sends a piece.</param>
    /// <param name="finish">Sends what follows the last piece.</param>
    /// <param name="fail">Sends an error, once the answer has begun; the rest of the stream is the caller's.</param>
    public async Task RunAsync(TextGeneration generation, Func<TextPiece, Task> send, Func<Task> finish, Func<ApiError, Task>? fail = null)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        IAsyncEnumerator<TextPiece> pieces = generation.RunAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await NextAsync(pieces, stop)) await send(pieces.Current);
            await finish();
        }
        catch (Exception error)
        {
            await stop.CancelAsync();
            if (!Events.HasStarted || context.RequestAborted.IsCancellationRequested) throw;
            await (fail ?? SendErrorAsync)(ErrorMiddleware.Explain(context, error, logger));
        }
        finally
        {
            await pieces.DisposeAsync();
        }
    }

    private async Task SendErrorAsync(ApiError error)
    {
        await Events.SendAsync(ErrorBody.Of(error), ApiJson.Relaxed.ErrorBody);
        await Events.SendDoneAsync();
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<TextPiece> pieces, CancellationTokenSource stop)
    {
        ValueTask<bool> move = pieces.MoveNextAsync();
        if (move.IsCompleted) return await move;
        Task<bool> next = move.AsTask();
        try
        {
            while (true)
            {
                // Whether the time is up or the next piece failed is asked of the piece: both may come at once.
                await ((Task)next).WaitAsync(options.KeepAliveInterval, options.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (next.IsCompleted) return await next;
                await Events.KeepAliveAsync();
            }
        }
        catch
        {
            // The pieces cannot be disposed of while the next one is awaited.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
