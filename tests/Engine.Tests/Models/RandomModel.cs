using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Inference.Kernels.Formats;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>Writes models of any shape in Hugging Face's layout, with seeded random weights.</summary>
internal sealed class RandomModel
{
    private readonly SafetensorsWriter _file = new();
    private readonly JsonObject _config;
    private readonly ElementType _type;
    private readonly Random _random;

    private RandomModel(JsonObject config, ElementType type, int seed)
    {
        _config = config;
        _type = type;
        _random = new Random(seed);
    }

    private string Kind => (string)_config["model_type"]!;

    /// <summary>Writes config.json and model.safetensors into a folder.</summary>
    public static void Write(TemporaryFolder folder, string config, ElementType type = ElementType.BF16, int seed = 1)
    {
        RandomModel model = new(JsonNode.Parse(config)!.AsObject(), type, seed);
        model.AddAll();
        File.WriteAllText(folder.PathTo("config.json"), config);
        folder.Write("model.safetensors", model._file.ToBytes());
    }

    private int Number(string field, int otherwise = 0) => (int?)_config[field] ?? otherwise;

    private bool Flag(string field) => (bool?)_config[field] ?? false;

    private void AddAll()
    {
        int hidden = Number("hidden_size"), vocabulary = Number("vocab_size");
        Add("model.embed_tokens.weight", 1, vocabulary, hidden);
        AddNorm("model.norm.weight", hidden);
        if (!(Flag("tie_word_embeddings") || Kind == "gemma2")) AddMatrix("lm_head.weight", vocabulary, hidden);
        for (int layer = 0; layer < Number("num_hidden_layers"); layer++)
        {
            AddAttention($"model.layers.{layer}.", hidden);
            AddFeedForward($"model.layers.{layer}.", layer, hidden);
        }
    }

    private void AddAttention(string layer, int hidden)
    {
        int heads = Number("num_attention_heads"), dimension = Number("head_dim");
        int queries = heads * dimension, keys = Number("num_key_value_heads") * dimension;
        AddNorm(layer + "input_layernorm.weight", hidden);
        AddNorm(layer + "post_attention_layernorm.weight", hidden);
        if (Kind == "gemma2")
        {
            AddNorm(layer + "pre_feedforward_layernorm.weight", hidden);
            AddNorm(layer + "post_feedforward_layernorm.weight", hidden);
        }

        if (Kind == "phi3")
        {
            AddMatrix(layer + "self_attn.qkv_proj.weight", queries + (2 * keys), hidden);
        }
        else
        {
            AddMatrix(layer + "self_attn.q_proj.weight", queries, hidden);
            AddMatrix(layer + "self_attn.k_proj.weight", keys, hidden);
            AddMatrix(layer + "self_attn.v_proj.weight", keys, hidden);
        }

        if (Kind is "qwen3" or "qwen3_moe")
        {
            AddNorm(layer + "self_attn.q_norm.weight", dimension);
            AddNorm(layer + "self_attn.k_norm.weight", dimension);
        }

        if (Kind == "qwen2" || Flag("attention_bias"))
        {
            Add(layer + "self_attn.q_proj.bias", 0.3f, queries);
            Add(layer + "self_attn.k_proj.bias", 0.3f, keys);
            Add(layer + "self_attn.v_proj.bias", 0.3f, keys);
        }

        AddMatrix(layer + "self_attn.o_proj.weight", hidden, queries);
        if (Flag("attention_bias")) Add(layer + "self_attn.o_proj.bias", 0.3f, hidden);
    }

    private void AddFeedForward(string layer, int index, int hidden)
    {
        int width = Number("intermediate_size");
        bool dense = _config["mlp_only_layers"]?.AsArray().Any(only => (int)only! == index) ?? false;
        if (Kind == "mixtral")
        {
            AddExperts(layer + "block_sparse_moe.", "w1", "w3", "w2", Number("num_local_experts"), width, hidden);
        }
        else if (Kind == "qwen3_moe" && !dense)
        {
            AddExperts(layer + "mlp.", "gate_proj", "up_proj", "down_proj", Number("num_experts"), Number("moe_intermediate_size"), hidden);
        }
        else
        {
            if (Kind == "phi3") AddMatrix(layer + "mlp.gate_up_proj.weight", 2 * width, hidden);
            else AddGated(layer + "mlp.", "gate_proj", "up_proj", width, hidden);
            AddMatrix(layer + "mlp.down_proj.weight", hidden, width);
            if (!Flag("mlp_bias")) return;
            Add(layer + "mlp.gate_proj.bias", 0.3f, width);
            Add(layer + "mlp.up_proj.bias", 0.3f, width);
            Add(layer + "mlp.down_proj.bias", 0.3f, hidden);
        }
    }

    private void AddExperts(string block, string gate, string up, string down, int count, int width, int hidden)
    {
        AddMatrix(block + "gate.weight", count, hidden);
        for (int expert = 0; expert < count; expert++)
        {
            AddGated($"{block}experts.{expert}.", gate, up, width, hidden);
            AddMatrix($"{block}experts.{expert}.{down}.weight", hidden, width);
        }
    }

    private void AddGated(string block, string gate, string up, int width, int hidden)
    {
        AddMatrix($"{block}{gate}.weight", width, hidden);
        AddMatrix($"{block}{up}.weight", width, hidden);
    }

    /// <summary>Outputs come out about as large as inputs.</summary>
    private void AddMatrix(string name, int outputs, int inputs) => Add(name, 1.7f / MathF.Sqrt(inputs), outputs, inputs);

    private void AddNorm(string name, int size) => AddAround(Kind == "gemma2" ? 0 : 1, name, 0.3f, size);

    private void Add(string name, float spread, params long[] shape) => AddAround(0, name, spread, shape);

    private void AddAround(float center, string name, float spread, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++) values[i] = center + (((_random.NextSingle() * 2) - 1) * spread);
        _file.AddTensor(name, _type, shape, Bytes(values));
    }

    private byte[] Bytes(float[] values)
    {
        int size = _type == ElementType.F32 ? 4 : 2;
        byte[] bytes = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> place = bytes.AsSpan(i * size);
            if (_type == ElementType.F32) BinaryPrimitives.WriteSingleLittleEndian(place, values[i]);
            else if (_type == ElementType.F16) BinaryPrimitives.WriteUInt16LittleEndian(place, Float16.FromSingle(values[i]));
            else BinaryPrimitives.WriteUInt16LittleEndian(place, BFloat16.FromSingle(values[i]));
        }

        return bytes;
    }
}
