using Inference.ModelFiles.Gguf;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Gguf;

/// <summary>Real vocabularies: files with a tokenizer and no tensors.</summary>
public sealed class GgufVocabularyTests
{
    [SharedTheory]
    [InlineData("ggml-vocab-gpt-2.gguf", "gpt2", 50257)]
    [InlineData("ggml-vocab-llama-bpe.gguf", "gpt2", 128256)]
    [InlineData("ggml-vocab-llama-spm.gguf", "llama", 32000)]
    [InlineData("ggml-vocab-qwen2.gguf", "gpt2", 151936)]
    public void Open_Vocabulary_ReadsTokenizer(string name, string model, int tokens)
    {
        using GgufFile file = GgufFile.Open(SharedData.PathTo("tokenizers", name));

        Assert.Equal(model, file.Metadata.Text("tokenizer.ggml.model"));
        Assert.Equal(tokens, file.Metadata.Texts("tokenizer.ggml.tokens")!.Count);
        Assert.Equal(tokens, file.Metadata.Integers("tokenizer.ggml.token_type")!.Length);
    }

    [SharedFact]
    public void Open_SentencePieceVocabulary_ReadsScoresAndTexts()
    {
        using GgufFile file = GgufFile.Open(SharedData.PathTo("tokenizers", "ggml-vocab-llama-spm.gguf"));

        Assert.Equal(32000, file.Metadata.Numbers("tokenizer.ggml.scores")!.Length);
        Assert.Equal(["<unk>", "<s>", "</s>", "<0x00>"], file.Metadata.Texts("tokenizer.ggml.tokens")!.Take(4));
        Assert.Equal(1, file.Metadata.Integer("tokenizer.ggml.bos_token_id"));
        Assert.Null(file.Metadata.Text("no.such.key"));
    }
}
