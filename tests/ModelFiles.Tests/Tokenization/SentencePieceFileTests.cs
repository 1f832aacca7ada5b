using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

public sealed class SentencePieceFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Encode_Model_FindsBestPiecesAndFallsBackToBytes(int type)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.model");
        File.WriteAllBytes(path, TinyTokenizers.SentencePiece(type));
        Tokenizer tokenizer = TokenizerFile.Open(folder.Path);

        Assert.Equal(["▁ab", "ab", "▁", "<0xC3>", "<0xA9>"], Tokens(tokenizer, "abab é"));
        Assert.Equal(["▁ab", "<x>", "ab"], Tokens(tokenizer, "ab<x>ab"));
        Assert.Equal(1, tokenizer.Encode("ab", addSpecialTokens: true)[0]);
        Assert.Equal(2, tokenizer.Encode("ab</s>", parseSpecialTokens: true)[^1]);
        Assert.Equal("abab é", tokenizer.Decode(tokenizer.Encode("abab é")));
    }

    [Fact]
    public void Encode_ExtraSpacesRemoved_SqueezesThem()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.model");
        File.WriteAllBytes(path, TinyTokenizers.SentencePiece(1, removeExtraSpaces: true));

        Assert.Equal(["▁ab", "▁ab"], Tokens(TokenizerFile.Open(path), "  ab   ab "));
    }

    [Fact]
    public void Open_LengthBeyondTheFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.model");
        File.WriteAllBytes(path, [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2]);

        Assert.Throws<ModelFileException>(() => TokenizerFile.Open(path));
    }

    private static string[] Tokens(Tokenizer tokenizer, string text) => [.. tokenizer.Encode(text).Select(id => tokenizer.IdToToken(id)!)];
}
