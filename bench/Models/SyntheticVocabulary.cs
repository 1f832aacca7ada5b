using Inference.Support;

namespace Inference.Bench.Models;

/// <summary>A byte-level vocabulary of the right size: the 256 bytes, then made-up words. Enough for both engines to load the file.</summary>
internal static class SyntheticVocabulary
{
    private const int NormalToken = 1;
    private const int ControlToken = 3;

    public static void AddTo(GgufWriter writer, ModelShape shape)
    {
        string[] tokens = new string[shape.Vocabulary];
        List<string> bytes = [.. Enumerable.Range(0, 256).Select(ByteSymbol)];
        for (int id = 0; id < tokens.Length; id++) tokens[id] = id < 256 ? bytes[id] : id == 256 ? "ab" : $"word{id}";
        int end = tokens.Length - 1;
        tokens[end] = "<|end|>";
        int[] types = [.. tokens.Select((_, id) => id == end ? ControlToken : NormalToken)];
        writer.Add("tokenizer.ggml.model", "gpt2")
            .Add("tokenizer.ggml.pre", "qwen2")
            .Add("tokenizer.ggml.tokens", tokens)
            .Add("tokenizer.ggml.token_type", types)
            .Add("tokenizer.ggml.merges", new[] { "a b" })
            .Add("tokenizer.ggml.eos_token_id", (uint)end)
            .Add("tokenizer.ggml.add_bos_token", false);
    }

    /// <summary>GPT-2's printable character for a byte.</summary>
    private static string ByteSymbol(int value)
    {
        bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        int below = value <= ' ' ? value : value <= 0xA0 ? 33 + value - 0x7F : 67;
        return ((char)(printable ? value : 256 + below)).ToString();
    }
}
