using Inference.ModelFiles.Gguf;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Opens the tokenizer inside a GGUF file, by its <c>tokenizer.ggml.model</c>.</summary>
internal static class GgufTokenizer
{
    /// <exception cref="ModelFileException">There is none, or it is damaged, or of a kind that is not supported.</exception>
    public static Tokenizer Open(GgufMetadata metadata, string file)
    {
        string? model = metadata.Text("tokenizer.ggml.model");
        ProblemList problems = new(file);
        GgufVocabulary vocabulary = GgufVocabulary.Read(metadata, model ?? "", problems);
        TokenizerParts? parts = model switch
        {
            "gpt2" => GgufBytePair.Read(metadata, vocabulary, problems),
            "llama" => GgufSentencePiece.ReadBytePair(metadata, vocabulary),
            "t5" => GgufSentencePiece.ReadUnigram(metadata, vocabulary, problems),
            "bert" => GgufWordPiece.Read(vocabulary),
            _ => null,
        };
        if (model is null)
            problems.Add("tokenizer.ggml.model", "is missing: the file holds no tokenizer");
        else if (parts is null)
            problems.Add("tokenizer.ggml.model", $"the tokenizer '{model}' is not known; gpt2, llama, t5 and bert are");
        problems.ThrowIfAny();
        return new Tokenizer(file, vocabulary.Complete(parts!));
    }
}
