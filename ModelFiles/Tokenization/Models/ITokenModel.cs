namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Turns one pre-tokenized piece of text into ids. Safe for concurrent use.</summary>
internal interface ITokenModel
{
    /// <summary>What kind of model this is, for people.</summary>
    string Kind { get; }

    void Encode(ReadOnlySpan<char> piece, List<int> output);
}
