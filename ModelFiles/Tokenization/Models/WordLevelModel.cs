namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Each piece is a token or unknown.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int? unknown) : ITokenModel
{
    public string Kind => "WordLevel";

    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        if ((vocabulary.Id(piece) ?? unknown) is { } id)
            output.Add(id);
    }
}
