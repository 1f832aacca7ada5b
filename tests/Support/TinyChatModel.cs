using System.Text.Json.Nodes;
using Inference.Kernels.Formats;

namespace Inference.Support;

/// <summary>A whole model directory of seeded random weights: a byte-level tokenizer, a chat template, a Llama of two layers.</summary>
public static class TinyChatModel
{
    public const int EndToken = 257;
    private const int Hidden = 32, Layers = 2, Heads = 4, KeyValueHeads = 2, Width = 64, Vocabulary = 258;

    /// <param name="folder">Where to.</param>
    /// <param name="seed">Of its weights.</param>
    /// <param name="bare">Without an output head, and named as such files name their tensors.</param>
    public static string Write(TemporaryFolder folder, int seed = 1, bool bare = false)
    {
        File.WriteAllText(folder.PathTo("config.json"), Config().ToJsonString());
        File.WriteAllText(folder.PathTo("tokenizer.json"), TokenizerJson().ToJsonString());
        File.WriteAllText(folder.PathTo("chat_template.jinja"), """
            {%- for message in messages %}<|im_start|>{{ message.role }}
            {{ message.content }}<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant{% endif %}
            """);
        File.WriteAllBytes(folder.PathTo("model.safetensors"), Weights(new Random(seed), bare).ToBytes());
        return folder.Path;
    }

    private static JsonObject Config() => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KeyValueHeads,
        ["intermediate_size"] = Width,
        ["vocab_size"] = Vocabulary,
        ["rms_norm_eps"] = 1e-5,
        ["max_position_embeddings"] = 512,
        ["eos_token_id"] = EndToken,
    };

    private static JsonObject TokenizerJson()
    {
        JsonObject vocabulary = [];
        int id = 0;
        foreach (char symbol in ByteAlphabet()) vocabulary[symbol.ToString()] = id++;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(Added(256, "<|im_start|>"), Added(EndToken, "<|im_end|>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true },
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["trim_offsets"] = true, ["use_regex"] = true },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
    }

    private static JsonObject Added(int id, string content) => new()
    {
        ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
    };

    /// <summary>The characters that stand for bytes 0 to 255 in byte-level vocabularies: printable ones for themselves, others from 256 on.</summary>
    private static IEnumerable<char> ByteAlphabet()
    {
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            yield return printable ? (char)value : (char)next++;
        }
    }

    private static SafetensorsWriter Weights(Random random, bool bare)
    {
        SafetensorsWriter writer = new();
        Add("model.embed_tokens.weight", Vocabulary, Hidden);
        Add("lm_head.weight", Vocabulary, Hidden);
        AddOnes("model.norm.weight");
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            AddOnes(prefix + "input_layernorm.weight");
            AddOnes(prefix + "post_attention_layernorm.weight");
            Add(prefix + "self_attn.q_proj.weight", Hidden, Hidden);
            Add(prefix + "self_attn.k_proj.weight", Hidden * KeyValueHeads / Heads, Hidden);
            Add(prefix + "self_attn.v_proj.weight", Hidden * KeyValueHeads / Heads, Hidden);
            Add(prefix + "self_attn.o_proj.weight", Hidden, Hidden);
            Add(prefix + "mlp.gate_proj.weight", Width, Hidden);
            Add(prefix + "mlp.up_proj.weight", Width, Hidden);
            Add(prefix + "mlp.down_proj.weight", Hidden, Width);
        }

        return writer;

        void Add(string name, int rows, int columns) => AddTensor(name, [rows, columns], () => (float)((random.NextDouble() - 0.5) / 2));
        void AddOnes(string name) => AddTensor(name, [Hidden], () => 1);
        void AddTensor(string name, long[] shape, Func<float> value)
        {
            float[] values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (int i = 0; i < values.Length; i++) values[i] = value();
            if (bare && name == "lm_head.weight") return;
            if (bare) name = name["model.".Length..];
            writer.AddTensor(name, ElementType.F32, shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }
}
