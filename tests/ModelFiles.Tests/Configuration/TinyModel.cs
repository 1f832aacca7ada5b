using System.Text.Json.Nodes;
using Inference.Kernels.Formats;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Configuration;

/// <summary>A Llama of one layer, whole and sound, for tests to change and spoil.</summary>
internal static class TinyModel
{
    public const int Hidden = 32, Heads = 4, KeyValueHeads = 2, Width = 48, Vocabulary = 40;

    public static JsonObject Config() => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = 1,
        ["num_attention_heads"] = Heads,
        ["num_key_value_heads"] = KeyValueHeads,
        ["intermediate_size"] = Width,
        ["vocab_size"] = Vocabulary,
        ["rms_norm_eps"] = 1e-5,
        ["max_position_embeddings"] = 128,
        ["bos_token_id"] = 1,
        ["eos_token_id"] = 2,
    };

    public static Dictionary<string, long[]> HuggingFaceTensors() => new()
    {
        ["model.embed_tokens.weight"] = [Vocabulary, Hidden],
        ["model.norm.weight"] = [Hidden],
        ["lm_head.weight"] = [Vocabulary, Hidden],
        ["model.layers.0.input_layernorm.weight"] = [Hidden],
        ["model.layers.0.self_attn.q_proj.weight"] = [Hidden, Hidden],
        ["model.layers.0.self_attn.k_proj.weight"] = [Hidden / 2, Hidden],
        ["model.layers.0.self_attn.v_proj.weight"] = [Hidden / 2, Hidden],
        ["model.layers.0.self_attn.o_proj.weight"] = [Hidden, Hidden],
        ["model.layers.0.post_attention_layernorm.weight"] = [Hidden],
        ["model.layers.0.mlp.gate_proj.weight"] = [Width, Hidden],
        ["model.layers.0.mlp.up_proj.weight"] = [Width, Hidden],
        ["model.layers.0.mlp.down_proj.weight"] = [Hidden, Width],
    };

    public static ModelPackage Open(TemporaryFolder folder, JsonNode config, Dictionary<string, long[]>? tensors = null, ElementType type = ElementType.BF16)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape) in tensors ?? HuggingFaceTensors())
        {
            ElementFormat.Of(type).TryGetByteSize(shape, out long bytes);
            writer.AddTensor(name, type, shape, new byte[bytes]);
        }

        File.WriteAllBytes(folder.PathTo("model.safetensors"), writer.ToBytes());
        File.WriteAllText(folder.PathTo("config.json"), config.ToJsonString());
        return ModelPackage.Open(folder.Path);
    }

    /// <summary>The same model's metadata and tensors under the names of GGUF.</summary>
    public static GgufWriter Gguf(string architecture = "llama") => new GgufWriter()
        .Add("general.architecture", architecture)
        .Add($"{architecture}.embedding_length", (uint)Hidden)
        .Add($"{architecture}.block_count", 1u)
        .Add($"{architecture}.attention.head_count", (uint)Heads)
        .Add($"{architecture}.attention.head_count_kv", (uint)KeyValueHeads)
        .Add($"{architecture}.feed_forward_length", (uint)Width)
        .Add($"{architecture}.context_length", 128u)
        .Add($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f)
        .Add("tokenizer.ggml.eos_token_id", 2u);

    public static GgufWriter AddTensors(this GgufWriter writer, params (string Name, long[] Shape)[] more)
    {
        (string Name, long[] Shape)[] tensors =
        [
            ("token_embd.weight", [Vocabulary, Hidden]), ("output_norm.weight", [Hidden]), ("blk.0.attn_norm.weight", [Hidden]),
            ("blk.0.attn_q.weight", [Hidden, Hidden]), ("blk.0.attn_k.weight", [Hidden / 2, Hidden]), ("blk.0.attn_v.weight", [Hidden / 2, Hidden]),
            ("blk.0.attn_output.weight", [Hidden, Hidden]), ("blk.0.ffn_norm.weight", [Hidden]),
            .. more,
        ];
        foreach ((string name, long[] shape) in tensors) writer.AddTensor(name, ElementType.F32, shape, new byte[shape.Aggregate(4L, (a, b) => a * b)]);
        return writer;
    }
}
