namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>User-defined pieces of SentencePiece's byte-pair models: found first, the longest at each place, and never merged.</summary>
internal sealed class FrozenPiecesModel(Trie frozen, ITokenModel model) : ITokenModel
{
    public string Kind => model.Kind;

    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        int start = 0;
        for (int at = 0; at < piece.Length;)
        {
            int length = frozen.LongestPrefix(piece[at..], out int id);
            if (length == 0)
            {
                at++;
                continue;
            }
            EncodeRest(piece[start..at], output);
            output.Add(id);
            at += length;
            start = at;
        }
        EncodeRest(piece[start..], output);
    }

    private void EncodeRest(ReadOnlySpan<char> piece, List<int> output)
    {
        if (!piece.IsEmpty)
            model.Encode(piece, output);
    }
}
