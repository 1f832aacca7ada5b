using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The models that a SentencePiece vocabulary asks for.</summary>
internal static class SentencePieceModels
{
    private const float UnknownPenalty = 10;
    private const double UserDefinedMalus = 0.1;

    public static BytePairModel BytePair(SentencePieceProto proto, Vocabulary vocabulary, int? unknown)
    {
        int[]? byteTokens = proto.ByteFallback ? JsonVocabularies.ByteTokens(vocabulary) : null;
        SymbolTable symbols = new(vocabulary);
        List<(string, int, float)> pieces = [];
        for (int id = 0; id < proto.Pieces.Count; id++)
        {
            (string text, float score, PieceKind kind) = proto.Pieces[id];
            if (kind is PieceKind.Normal or PieceKind.Unused or PieceKind.UserDefined)
                pieces.Add((text, id, score));
        }
        return ScoredBytePairModel.Create(pieces, symbols, byteTokens, unknown, "SentencePiece BPE");
    }

    public static UnigramModel Unigram(SentencePieceProto proto, Vocabulary vocabulary, int? unknown)
    {
        float minimum = float.MaxValue, maximum = float.MinValue;
        foreach (SentencePiece piece in proto.Pieces.Where(piece => piece.Kind == PieceKind.Normal))
        {
            minimum = Math.Min(minimum, piece.Score);
            maximum = Math.Max(maximum, piece.Score);
        }
        List<UnigramPiece> pieces = [];
        for (int id = 0; id < proto.Pieces.Count; id++)
        {
            (string text, float score, PieceKind kind) = proto.Pieces[id];
            // A user-defined piece outdoes whatever it could be cut into.
            if (kind == PieceKind.UserDefined)
                pieces.Add(new UnigramPiece(text, id, (System.Text.Encoding.UTF8.GetByteCount(text) * maximum) - UserDefinedMalus));
            else if (kind == PieceKind.Normal)
                pieces.Add(new UnigramPiece(text, id, score));
        }
        return new UnigramModel(pieces, new UnigramOptions(minimum - UnknownPenalty, RoundSums: true, unknown,
            proto.ByteFallback ? JsonVocabularies.ByteTokens(vocabulary) : null));
    }
}
