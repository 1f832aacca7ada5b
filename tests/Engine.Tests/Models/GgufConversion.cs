using System.Buffers.Binary;
using Inference.Kernels.Formats;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>
/// Writes a model as GGUF the way converters do: Llama's query and key rows interleaved, Gemma's norm weights plus one, experts
/// stacked, vectors as singles.
/// </summary>
internal sealed class GgufConversion(ModelConfig config, ModelWeights weights)
{
    private readonly GgufWriter _writer = new();

    private string Architecture => config.Architecture switch
    {
        "mistral" or "mixtral" => "llama",
        "qwen3-moe" => "qwen3moe",
        string name => name,
    };

    public byte[] ToBytes()
    {
        AddMetadata();
        foreach ((WeightKey key, Weight weight) in weights.All.Where(entry => entry.Key.Expert is null or 0)) AddWeight(key, weight.Tensor);
        AddRopeFactors();
        return _writer.ToBytes();
    }

    private void AddMetadata()
    {
        string prefix = Architecture + ".";
        _writer.Add("general.architecture", Architecture)
            .Add(prefix + "vocab_size", (uint)config.VocabularySize)
            .Add(prefix + "embedding_length", (uint)config.HiddenSize)
            .Add(prefix + "block_count", (uint)config.LayerCount)
            .Add(prefix + "attention.head_count", (uint)config.HeadCount)
            .Add(prefix + "attention.head_count_kv", (uint)config.KeyValueHeadCount)
            .Add(prefix + "attention.key_length", (uint)config.HeadDimension)
            .Add(prefix + "attention.value_length", (uint)config.HeadDimension)
            .Add(prefix + "feed_forward_length", (uint)config.IntermediateSize)
            .Add(prefix + "context_length", (uint)config.MaxPositions)
            .Add(prefix + "attention.layer_norm_rms_epsilon", config.NormEpsilon)
            .Add(prefix + "rope.freq_base", config.Rope.Theta)
            .Add(prefix + "rope.dimension_count", (uint)config.Rope.Dimension);
        if (config.SlidingWindows.Max() > 0) _writer.Add(prefix + "attention.sliding_window", (uint)config.SlidingWindows.Max());
        if (config.AttentionSoftcap is { } attention) _writer.Add(prefix + "attn_logit_softcapping", attention);
        if (config.LogitSoftcap is { } logit) _writer.Add(prefix + "final_logit_softcapping", logit);
        if (config.Experts is { } experts)
        {
            _writer.Add(prefix + "expert_count", (uint)experts.Count)
                .Add(prefix + "expert_used_count", (uint)experts.ActivePerToken)
                .Add(prefix + "expert_feed_forward_length", (uint)experts.IntermediateSize);
        }

        switch (config.Rope.Scaling)
        {
            case LinearRopeScaling linear:
                _writer.Add(prefix + "rope.scaling.type", "linear").Add(prefix + "rope.scaling.factor", linear.Factor);
                break;
            case YarnRopeScaling yarn:
                _writer.Add(prefix + "rope.scaling.type", "yarn").Add(prefix + "rope.scaling.factor", yarn.Factor)
                    .Add(prefix + "rope.scaling.original_context_length", (uint)yarn.OriginalMaxPositions);
                break;
            case LongRopeScaling @long:
                _writer.Add(prefix + "rope.scaling.original_context_length", (uint)@long.OriginalMaxPositions)
                    .Add(prefix + "rope.scaling.attn_factor", @long.AttentionFactor);
                break;
        }
    }

    private void AddWeight(WeightKey key, TensorInfo tensor)
    {
        string name = key.Layer is { } layer ? $"blk.{layer}.{NameInLayer(key.Role)}" : Name(key.Role);
        if (tensor.Shape.Length == 1) AddVector(name, key, tensor.ToSingles());
        else if (key.Expert is not null) AddStacked(name, key, tensor);
        else _writer.AddTensor(name, tensor.ElementType, tensor.Shape, InFileOrder(key.Role, tensor.Data.Span(), (int)tensor.RowCount));
    }

    private void AddVector(string name, WeightKey key, float[] values)
    {
        if (name.Contains("norm", StringComparison.Ordinal)) values = [.. values.Select(value => value + config.NormWeightOffset)];
        byte[] bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        _writer.AddTensor(name, ElementType.F32, [values.Length], InFileOrder(key.Role, bytes, values.Length));
    }

    private void AddStacked(string name, WeightKey key, TensorInfo first)
    {
        byte[] all = [.. Enumerable.Range(0, config.Experts!.Count)
            .SelectMany(expert => weights[key.Role, key.Layer, expert].Tensor.Data.Span().ToArray())];
        _writer.AddTensor(name, first.ElementType, [config.Experts.Count, .. first.Shape], all);
    }

    /// <summary>Query and key rows (or biases) go from two halves of each head to pairs.</summary>
    private byte[] InFileOrder(WeightRole role, ReadOnlySpan<byte> rows, int count)
    {
        bool permuted = role is WeightRole.Query or WeightRole.Key or WeightRole.QueryBias or WeightRole.KeyBias;
        if (!permuted || Architecture != "llama") return rows.ToArray();
        int size = rows.Length / count, half = config.HeadDimension / 2;
        byte[] result = new byte[rows.Length];
        for (int row = 0; row < count; row++)
        {
            int inHead = row % config.HeadDimension;
            int source = row - inHead + (inHead % 2 * half) + (inHead / 2);
            rows.Slice(source * size, size).CopyTo(result.AsSpan(row * size));
        }

        return result;
    }

    private void AddRopeFactors()
    {
        int pairs = config.Rope.Dimension / 2;
        if (config.Rope.Scaling is Llama3RopeScaling)
        {
            ModelConfig plain = config with { Rope = config.Rope with { Scaling = null } };
            float[] factors = [.. Enumerable.Range(0, pairs)
                .Select(pair => (float)(PlainRope.Frequency(pair, plain).PerPosition / PlainRope.Frequency(pair, config).PerPosition))];
            AddVector("rope_freqs.weight", default, factors);
        }
        else if (config.Rope.Scaling is LongRopeScaling { ShortFactors: { } shorts, LongFactors: { } longs })
        {
            AddVector("rope_factors_short.weight", default, [.. shorts]);
            AddVector("rope_factors_long.weight", default, [.. longs]);
        }
    }

    private static string Name(WeightRole role) => role switch
    {
        WeightRole.TokenEmbedding => "token_embd.weight",
        WeightRole.FinalNorm => "output_norm.weight",
        _ => "output.weight",
    };

    private static string NameInLayer(WeightRole role) => role switch
    {
        WeightRole.AttentionNorm => "attn_norm.weight",
        WeightRole.Query => "attn_q.weight",
        WeightRole.Key => "attn_k.weight",
        WeightRole.Value => "attn_v.weight",
        WeightRole.QueryKeyValue => "attn_qkv.weight",
        WeightRole.QueryBias => "attn_q.bias",
        WeightRole.KeyBias => "attn_k.bias",
        WeightRole.ValueBias => "attn_v.bias",
        WeightRole.QueryNorm => "attn_q_norm.weight",
        WeightRole.KeyNorm => "attn_k_norm.weight",
        WeightRole.AttentionOutput => "attn_output.weight",
        WeightRole.AttentionOutputBias => "attn_output.bias",
        WeightRole.PostAttentionNorm => "post_attention_norm.weight",
        WeightRole.FeedForwardNorm => "ffn_norm.weight",
        WeightRole.PostFeedForwardNorm => "post_ffw_norm.weight",
        WeightRole.Gate => "ffn_gate.weight",
        WeightRole.Up or WeightRole.GateUp => "ffn_up.weight",
        WeightRole.Down => "ffn_down.weight",
        WeightRole.GateBias => "ffn_gate.bias",
        WeightRole.UpBias => "ffn_up.bias",
        WeightRole.DownBias => "ffn_down.bias",
        WeightRole.Router => "ffn_gate_inp.weight",
        WeightRole.ExpertGate => "ffn_gate_exps.weight",
        WeightRole.ExpertUp => "ffn_up_exps.weight",
        WeightRole.ExpertDown => "ffn_down_exps.weight",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
