namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>Takes the text of tokens as it becomes known: each token's in one or more parts, then its end.</summary>
internal interface ITextSink
{
    void Text(ReadOnlySpan<char> part);

    void EndToken();

    /// <summary>No more will come.</summary>
    void End();
}
