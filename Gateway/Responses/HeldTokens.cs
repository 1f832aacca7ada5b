using Inference.Contracts;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Responses;

/// <summary>Tokens that are not yet known to be a message's or anything else's. What turns out to be a message's text is some of theirs.</summary>
internal sealed class HeldTokens
{
    private readonly List<(string Text, IReadOnlyList<TokenLogprobs> Logprobs)> _pieces = [];

    public void Add(TextPiece piece) => _pieces.Add((piece.Text, piece.Logprobs ?? []));

    public void Clear() => _pieces.Clear();

    public IReadOnlyList<TokenLogprobs> TakeAll()
    {
        TokenLogprobs[] all = [.. _pieces.SelectMany(piece => piece.Logprobs)];
        Clear();
        return all;
    }

    /// <summary>Those of a message's text. What came before it was no message's; what came after it is still held.</summary>
    /// <param name="text">Where it is not theirs alone, it began with a token that was taken before, and all that is held goes on with it.</param>
    /// <param name="goesOn">Whether a message goes on, or begins as late as it can.</param>
    public IReadOnlyList<TokenLogprobs> Take(string text, bool goesOn)
    {
        string all = string.Concat(_pieces.Select(piece => piece.Text));
        int start = goesOn ? all.IndexOf(text, StringComparison.Ordinal) : all.LastIndexOf(text, StringComparison.Ordinal);
        if (start < 0) return TakeAll();

        List<TokenLogprobs> taken = [], silent = [];
        int end = start + text.Length, at = 0, read = 0;
        while (read < _pieces.Count && at < end)
        {
            (string piece, IReadOnlyList<TokenLogprobs> logprobs) = _pieces[read++];
            at += piece.Length;
            // A token without a text of its own is part of the next one's.
            silent.AddRange(logprobs);
            if (piece.Length == 0) continue;
            if (at > start) taken.AddRange(silent);
            silent.Clear();
        }

        _pieces.RemoveRange(0, read);
        return taken;
    }
}
