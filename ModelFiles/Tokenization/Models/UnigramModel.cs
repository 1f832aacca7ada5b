using System.Buffers;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>How the published implementations of unigram models differ.</summary>
/// <param name="UnknownScore">The score of a code point that no piece covers.</param>
/// <param name="RoundSums">Keep the best sums as 32-bit numbers, but compare what may replace them in 64 bits: SentencePiece. Otherwise all is
/// in 64 bits: Hugging Face.</param>
/// <param name="ByteTokens">The 256 byte tokens, where an unknown stretch falls back to bytes (negative: there is none).</param>
/// <param name="FuseUnknown">A stretch of unknown code points is one unknown token.</param>
internal sealed record UnigramOptions(double UnknownScore, bool RoundSums, int? Unknown, int[]? ByteTokens, bool FuseUnknown = true);

/// <summary>A piece of a unigram model. Score: log probability.</summary>
internal readonly record struct UnigramPiece(string Text, int Id, double Score);

/// <summary>Unigram language model: the segmentation of a text with the best sum of scores, by Viterbi's algorithm.</summary>
internal sealed class UnigramModel : ITokenModel
{
    private const int UnknownId = -2;
    private readonly Trie _trie = new();
    private readonly double[] _scores;
    private readonly int[] _ids;
    private readonly UnigramOptions _options;

    public UnigramModel(IReadOnlyList<UnigramPiece> pieces, UnigramOptions options)
    {
        _options = options;
        _scores = [.. pieces.Select(piece => piece.Score)];
        _ids = [.. pieces.Select(piece => piece.Id)];
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Text.Length > 0)
                _trie.Add(pieces[i].Text, i);
        }
    }

    public string Kind => "Unigram";

    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if (piece.IsEmpty)
            return;
        Node[] best = ArrayPool<Node>.Shared.Rent(piece.Length + 1);
        Array.Fill(best, new Node(-1, 0, 0), 0, piece.Length + 1);
        best[0] = new Node(0, 0, 0);
        Forward(piece, best);
        Backward(piece, best, output);
        ArrayPool<Node>.Shared.Return(best);
    }

    /// <summary>The best way to reach a position: from where (-1: not reached), with which token, and the sum so far.</summary>
    private readonly record struct Node(int Start, int Id, double Sum);

    private void Forward(ReadOnlySpan<char> text, Node[] best)
    {
        for (int start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text[start..], out _, out int length);
            double sum = best[start].Sum;
            bool single = false;
            int node = Trie.Root;
            for (int end = start; end < text.Length && _trie.TryStep(ref node, text[end]);)
            {
                end++;
                if (!_trie.TryValue(node, out int piece))
                    continue;
                Offer(ref best[end], start, _ids[piece], sum + _scores[piece]);
                single |= end - start == length;
            }
            if (!single)
                Offer(ref best[start + length], start, UnknownId, Round(sum + _options.UnknownScore));
            start += length;
        }
    }

    private void Offer(ref Node target, int start, int id, double sum)
    {
        if (target.Start < 0 || sum > target.Sum)
            target = new Node(start, id, Round(sum));
    }

    private double Round(double sum) => _options.RoundSums ? (float)sum : sum;

    private void Backward(ReadOnlySpan<char> text, Node[] best, List<int> output)
    {
        int first = output.Count;
        for (int end = text.Length; end > 0;)
        {
            Node node = best[end];
            if (IsUnknown(node.Id))
            {
                while (_options.FuseUnknown && node.Start > 0 && IsUnknown(best[node.Start].Id))
                    node = best[node.Start];
                AddUnknown(text[node.Start..end], output);
            }
            else
            {
                output.Add(node.Id);
            }
            end = node.Start;
        }
        output.Reverse(first, output.Count - first);
    }

    private bool IsUnknown(int id) => id == UnknownId || id == _options.Unknown;

    /// <summary>Back to front, as the caller collects.</summary>
    private void AddUnknown(ReadOnlySpan<char> text, List<int> output)
    {
        if (_options.ByteTokens is { } tokens)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (Array.TrueForAll(bytes, value => tokens[value] >= 0))
            {
                for (int i = bytes.Length - 1; i >= 0; i--)
                    output.Add(tokens[bytes[i]]);
                return;
            }
        }
        if (_options.Unknown is { } unknown)
            output.Add(unknown);
    }
}
