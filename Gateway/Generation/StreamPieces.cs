using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>
/// Pieces as they are streamed: a choice's first one at once, later ones when they hold so many tokens or the choice ends. Fewer
/// events cost less; what they say together is the same.
/// </summary>
internal static class StreamPieces
{
    public static IAsyncEnumerable<TextPiece> Every(int tokens, IAsyncEnumerable<TextPiece> pieces) => tokens <= 1 ? pieces : MergeAsync(tokens, pieces);

    private static async IAsyncEnumerable<TextPiece> MergeAsync(int tokens, IAsyncEnumerable<TextPiece> pieces, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Dictionary<(int, int), TextPiece?> held = [];
        await using IAsyncEnumerator<TextPiece> source = pieces.GetAsyncEnumerator(cancellation);
        while (true)
        {
            Exception? failure = null;
            bool more = false;
            try
            {
                more = await source.MoveNextAsync();
            }
            catch (Exception error)
            {
                failure = error;
            }

            if (!more)
            {
                // What came before a failure was said.
                foreach (TextPiece rest in held.Values.OfType<TextPiece>()) yield return rest;
                if (failure is not null) ExceptionDispatchInfo.Throw(failure);
                yield break;
            }

            TextPiece piece = source.Current;
            (int, int) choice = (piece.Prompt, piece.Choice);
            bool isFirst = !held.TryGetValue(choice, out TextPiece? before);
            TextPiece whole = before is null ? piece : Joined(before, piece);
            bool isDue = isFirst || whole.End is not null || whole.Tokens.Count >= tokens;
            held[choice] = isDue ? null : whole;
            if (isDue) yield return whole;
        }
    }

    private static TextPiece Joined(TextPiece first, TextPiece second) => second with
    {
        Text = first.Text + second.Text,
        Tokens = [.. first.Tokens, .. second.Tokens],
        Logprobs = first.Logprobs is null && second.Logprobs is null ? null : [.. first.Logprobs ?? (IReadOnlyList<TokenLogprobs>)[], .. second.Logprobs ?? (IReadOnlyList<TokenLogprobs>)[]],
    };
}
