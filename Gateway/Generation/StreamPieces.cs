using System.Runtime.CompilerServices;
using Inference.Contracts;

namespace Inference.Gateway.Generation;

/// <summary>
/// Pieces as they are streamed: a choice's first one at once, later ones when they hold so many tokens or the choice ends. Fewer
/// events cost less; what they say together is the same. What is held when the source fails is not said: whoever comes back for the
/// rest gets it, in the same pieces as if nothing had failed.
/// </summary>
internal static class StreamPieces
{
    public static IAsyncEnumerable<TextPiece> Every(int tokens, IAsyncEnumerable<TextPiece> pieces) => tokens <= 1 ? pieces : MergeAsync(tokens, pieces);

    private static async IAsyncEnumerable<TextPiece> MergeAsync(int tokens, IAsyncEnumerable<TextPiece> pieces, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Dictionary<(int, int), TextPiece?> held = [];
        await foreach (TextPiece piece in pieces.WithCancellation(cancellation))
        {
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
