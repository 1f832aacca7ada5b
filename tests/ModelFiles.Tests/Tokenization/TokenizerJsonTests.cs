using System.Text.Json.Nodes;
using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

public sealed class TokenizerJsonTests
{
    [Fact]
    public void Encode_ByteLevel_MergesAddsAndParses()
    {
        Tokenizer tokenizer = TinyTokenizers.Open(TinyTokenizers.ByteLevel());

        Assert.Equal([257, 258], tokenizer.Encode("the the"));
        Assert.Equal([259, 257], tokenizer.Encode("the", addSpecialTokens: true));
        Assert.Equal([259, 257], tokenizer.Encode("<s>the", parseSpecialTokens: true));
        Assert.Equal(['<', 's', '>', 257], tokenizer.Encode("<s>the").Select(id => id < 256 ? tokenizer.IdToToken(id)![0] : id));
        Assert.Equal([260, 257], tokenizer.Encode("<tool>the"));
        Assert.Equal(" the"u8.ToArray(), tokenizer.TokenBytes(258));
        Assert.Equal("the", tokenizer.Decode([259, 257], skipSpecialTokens: true));
        Assert.Equal(261, tokenizer.VocabularySize);
        Assert.Equal(259, tokenizer.BosTokenId);
        Assert.StartsWith("byte-level BPE, 259 tokens", tokenizer.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("naïve 日本 👩‍👧 \r\n\t")]
    public void Decode_AnyText_RoundTrips(string text)
    {
        foreach (JsonObject json in (JsonObject[])[TinyTokenizers.ByteLevel(), TinyTokenizers.ByteFallback()])
        {
            Tokenizer tokenizer = TinyTokenizers.Open(json);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void Encode_LoneSurrogate_IsReplacementCharacter()
    {
        Tokenizer tokenizer = TinyTokenizers.Open(TinyTokenizers.ByteLevel());

        Assert.Equal("a\uFFFDb\uFFFD😀", tokenizer.Decode(tokenizer.Encode("a\uD800b\uDC00😀")));
    }

    [Fact]
    public void Decode_InvalidByteTokens_ReplacesTheRunAsTheStreamDoes()
    {
        Tokenizer tokenizer = TinyTokenizers.Open(TinyTokenizers.ByteFallback());
        int[] ids = [.. "<0xE6> <0x97> <0xA5> <0xE6> a <0xE6> <0x97> <0xA5>".Split(' ').Select(token => tokenizer.TokenToId(token)!.Value)];
        StreamingDetokenizer detokenizer = tokenizer.CreateDetokenizer();

        Assert.Equal("\uFFFD\uFFFD\uFFFD\uFFFDa日", tokenizer.Decode(ids));
        Assert.Equal(["", "", "", "", "\uFFFD\uFFFD\uFFFD\uFFFDa", "", "", "", "日"], [.. ids.Select(detokenizer.Append), detokenizer.Flush()]);
    }

    [Theory]
    [InlineData("normalizer", """{"type":"Rot13"}""", "normalizer.type")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}]}""", "pre_tokenizer.pretokenizers[0].pattern.Regex")]
    [InlineData("decoder", """{"type":"Morse"}""", "decoder.type")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<no>"}}],"special_tokens":{}}""", "post_processor.special_tokens.<no>.ids")]
    [InlineData("added_tokens", """[{"id":2147483647,"content":"<x>"}]""", "added_tokens[0].id")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":2147483647},"merges":[]}""", "model.vocab")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}""", "model.vocab")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}""", "model.vocab")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "model.merges")]
    [InlineData("model", """{"type":"Markov"}""", "model.type")]
    public void Open_WrongComponent_NamesFileAndField(string field, string json, string item)
    {
        string text = TinyTokenizers.ByteLevel().ToJsonString();
        JsonObject file = TinyTokenizers.ByteLevel();
        file[field] = "here";
        text = file.ToJsonString().Replace("\"here\"", json, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.json");
        File.WriteAllText(path, text);

        ModelFileException error = Assert.Throws<ModelFileException>(() => TokenizerFile.Open(path));
        Assert.Contains(error.Problems, problem => problem.Item == item && problem.File == path);
    }

    [Fact]
    public void Open_SeveralProblems_ListsAll()
    {
        JsonObject file = TinyTokenizers.ByteLevel();
        file["normalizer"] = new JsonObject { ["type"] = "Rot13" };
        file["decoder"] = new JsonObject { ["type"] = "Morse" };

        Assert.Equal(2, Assert.Throws<ModelFileException>(() => TinyTokenizers.Open(file)).Problems.Count);
    }

    [Fact]
    public void Open_DeepNesting_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.json");
        File.WriteAllText(path, new string('[', 100_000));

        Assert.Throws<ModelFileException>(() => TokenizerFile.Open(path));
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('\u0301')]
    [InlineData('1')]
    public void Encode_MegabyteOfOneCharacter_TakesSeconds(char character)
    {
        string text = new(character, 1_000_000);
        foreach (JsonObject json in (JsonObject[])[TinyTokenizers.ByteLevel(), TinyTokenizers.ByteFallback()])
        {
            Tokenizer tokenizer = TinyTokenizers.Open(json);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }
}
