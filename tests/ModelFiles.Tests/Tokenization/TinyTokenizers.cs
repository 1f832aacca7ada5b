using System.Text;
using System.Text.Json.Nodes;
using Inference.ModelFiles.Tokenization;
using Inference.ModelFiles.Tokenization.Models;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

/// <summary>Tokenizer files of a few hundred tokens, to change and to damage.</summary>
internal static class TinyTokenizers
{
    /// <summary>Byte-level BPE: all bytes, three merges, one special and one plain added token.</summary>
    public static JsonObject ByteLevel()
    {
        JsonObject vocabulary = [];
        for (int value = 0; value < 256; value++)
            vocabulary[ByteAlphabet.Character((byte)value).ToString()] = value;
        vocabulary["th"] = 256;
        vocabulary["the"] = 257;
        vocabulary["Ġthe"] = 258;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(Added(259, "<s>", special: true), Added(260, "<tool>", special: false)),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["post_processor"] = JsonNode.Parse("""
                {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                 "special_tokens":{"<s>":{"id":"<s>","ids":[259],"tokens":["<s>"]}}}
                """),
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray("t h", "th e", "Ġ the") },
        };
    }

    /// <summary>SentencePiece-style BPE in tokenizer.json's terms: '▁' for spaces, bytes to fall back to.</summary>
    public static JsonObject ByteFallback()
    {
        JsonObject vocabulary = new() { ["<unk>"] = 0 };
        for (int value = 0; value < 256; value++)
            vocabulary[$"<0x{value:X2}>"] = value + 1;
        foreach (string token in (string[])["▁", "a", "b", "ab", "▁ab"])
            vocabulary[token] = vocabulary.Count;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""),
            ["decoder"] = JsonNode.Parse("""
                {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},
                 {"type":"Strip","content":" ","start":1,"stop":0}]}
                """),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["unk_token"] = "<unk>", ["byte_fallback"] = true, ["fuse_unk"] = true,
                ["vocab"] = vocabulary, ["merges"] = new JsonArray(new JsonArray("a", "b"), new JsonArray("▁", "ab")),
            },
        };
    }

    public static JsonObject Added(int id, string content, bool special) => new() { ["id"] = id, ["content"] = content, ["special"] = special, ["normalized"] = false };

    public static Tokenizer Open(JsonObject json)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "tokenizer.json");
        File.WriteAllText(path, json.ToJsonString());
        return TokenizerFile.Open(path);
    }

    /// <summary>A tokenizer.model of type 1 (unigram) or 2 (BPE) over a few pieces and all bytes.</summary>
    public static byte[] SentencePiece(int type, bool removeExtraSpaces = false)
    {
        List<byte> file = [];
        AddPiece(file, "<unk>", 0, 2);
        AddPiece(file, "<s>", 0, 3);
        AddPiece(file, "</s>", 0, 3);
        for (int value = 0; value < 256; value++)
            AddPiece(file, $"<0x{value:X2}>", 0, 6);
        AddPiece(file, "▁", -3, 1);
        AddPiece(file, "a", -4, 1);
        AddPiece(file, "b", -5, 1);
        AddPiece(file, "ab", -2, 1);
        AddPiece(file, "▁ab", -1, 1);
        AddPiece(file, "<x>", 0, 4);
        AddField(file, 2, [3 << 3, (byte)type, .. Key(35), 1]);
        AddField(file, 3, [3 << 3, 1, 4 << 3, removeExtraSpaces ? (byte)1 : (byte)0]);
        return [.. file];
    }

    public static GgufWriter Gguf() => new GgufWriter()
        .Add("tokenizer.ggml.model", "gpt2").Add("tokenizer.ggml.pre", "gpt-2")
        .Add("tokenizer.ggml.tokens", (string[])[.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Character((byte)value).ToString()), "th", "the", "<|end|>", "[x]"])
        .Add("tokenizer.ggml.token_type", (int[])[.. Enumerable.Repeat(1, 258), 3, 4])
        .Add("tokenizer.ggml.merges", new[] { "t h", "th e" })
        .Add("tokenizer.ggml.bos_token_id", 258u);

    private static void AddPiece(List<byte> file, string text, float score, byte kind)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AddField(file, 1, [0x0A, (byte)bytes.Length, .. bytes, 0x15, .. BitConverter.GetBytes(score), 0x18, kind]);
    }

    private static void AddField(List<byte> file, int field, byte[] bytes) => file.AddRange([(byte)((field << 3) | 2), (byte)bytes.Length, .. bytes]);

    /// <summary>The key of a varint field above 15: two bytes.</summary>
    private static byte[] Key(int field) => [(byte)(((field << 3) & 0x7F) | 0x80), (byte)(field >> 4)];
}
