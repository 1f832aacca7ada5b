using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

public sealed class GgufTokenizerTests
{
    [Fact]
    public void Encode_SmallVocabulary_KnowsKindsOfTokens()
    {
        Tokenizer tokenizer = Open(TinyTokenizers.Gguf());

        Assert.Equal([257, 259, 256], tokenizer.Encode("the[x]th"));
        Assert.Equal([258], tokenizer.Encode("<|end|>", parseSpecialTokens: true));
        Assert.Equal(7, tokenizer.Encode("<|end|>").Length);
        Assert.True(tokenizer.IsSpecial(258));
        Assert.False(tokenizer.IsSpecial(259));
        Assert.Equal("[x]<|end|>", tokenizer.Decode([259, 258]));
    }

    [Fact]
    public void Encode_AddBos_FollowsTheFile()
    {
        Assert.Equal([257], Open(TinyTokenizers.Gguf()).Encode("the", addSpecialTokens: true));
        Assert.Equal([258, 257], Open(TinyTokenizers.Gguf().Add("tokenizer.ggml.add_bos_token", true)).Encode("the", addSpecialTokens: true));
    }

    [Fact]
    public void Open_UnknownPreTokenizer_NamesTheKey()
    {
        GgufWriter file = new GgufWriter().Add("tokenizer.ggml.model", "gpt2").Add("tokenizer.ggml.pre", "no-such")
            .Add("tokenizer.ggml.tokens", new[] { "a" }).Add("tokenizer.ggml.merges", new[] { "a a" });

        Assert.Contains(Assert.Throws<ModelFileException>(() => Open(file)).Problems, problem => problem.Item == "tokenizer.ggml.pre");
    }

    [Fact]
    public void Open_MoreScoresThanTokens_IsRefused() =>
        Assert.Throws<ModelFileException>(() => Open(TinyTokenizers.Gguf().Add("tokenizer.ggml.scores", new[] { 1f, 2f })));

    private static Tokenizer Open(GgufWriter file)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "a.gguf");
        File.WriteAllBytes(path, file.ToBytes());
        return TokenizerFile.Open(path);
    }
}
