using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Inference.Gateway.Generation;

/// <summary>Runs all prompts of a request at once. When one fails, so do the others.</summary>
/// <param name="requests">By prompt.</param>
/// <param name="byToken">Whether pieces have a token each, so that they are the same however the tokens come.</param>
/// <param name="pacing">How often pieces are wanted at most; those that come faster come together.</param>
internal sealed class TextGeneration(IReadOnlyList<TextRequest> requests, bool byToken = false, TimeSpan pacing = default)
{
    public IReadOnlyList<PromptRun> Prompts { get; } = [.. requests.Select((request, index) => new PromptRun(request, index, byToken, pacing))];

    /// <summary>Which of the prompts made all of them fail.</summary>
    public int FailedPrompt { get; private set; }

    public Usage Usage => Usage.Of(
        Prompts.Sum(prompt => prompt.PromptTokens), Prompts.Sum(prompt => prompt.OutputTokens), Prompts.Sum(prompt => prompt.CachedTokens),
        Prompts[0].ReasoningTokens is null ? null : Prompts.Sum(prompt => prompt.ReasoningTokens));

    /// <summary>The pieces of each choice in order; those of several choices and prompts alternate.</summary>
    public IAsyncEnumerable<TextPiece> RunAsync(CancellationToken cancellation) =>
        Prompts.Count == 1 ? Prompts[0].RunAsync(cancellation) : RunAllAsync(cancellation);

    private async IAsyncEnumerable<TextPiece> RunAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<TextPiece> pieces = Channel.CreateBounded<TextPiece>(new BoundedChannelOptions(64) { SingleReader = true });
        Task all = PumpAllAsync(pieces.Writer, stop);
        try
        {
            await foreach (TextPiece piece in pieces.Reader.ReadAllAsync(CancellationToken.None)) yield return piece;
        }
        finally
        {
            await stop.CancelAsync();
            await all;
        }
    }

    private async Task PumpAllAsync(ChannelWriter<TextPiece> pieces, CancellationTokenSource stop)
    {
        Exception? failure = null;
        await Task.WhenAll(Prompts.Select((prompt, index) => PumpAsync(prompt, index)));
        pieces.TryComplete(failure);

        async Task PumpAsync(PromptRun prompt, int index)
        {
            try
            {
                await foreach (TextPiece piece in prompt.RunAsync(stop.Token)) await pieces.WriteAsync(piece, stop.Token);
            }
            catch (Exception error)
            {
                // The first failure is the cause; the others follow from the cancellation.
                if (Interlocked.CompareExchange(ref failure, error, null) is null) FailedPrompt = index;
                await stop.CancelAsync();
            }
        }
    }
}
