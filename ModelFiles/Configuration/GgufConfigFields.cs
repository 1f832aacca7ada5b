using Inference.ModelFiles.Gguf;

namespace Inference.ModelFiles.Configuration;

/// <summary>The fields of a GGUF file's metadata, under the names that config.json gives them.</summary>
internal sealed class GgufConfigFields : ConfigFields
{
    /// <summary>Keys that follow the architecture's name.</summary>
    private static readonly Dictionary<string, string> ArchitectureKeys = new()
    {
        ["vocab_size"] = "vocab_size",
        ["hidden_size"] = "embedding_length",
        ["num_hidden_layers"] = "block_count",
        ["num_attention_heads"] = "attention.head_count",
        ["num_key_value_heads"] = "attention.head_count_kv",
        ["head_dim"] = "attention.key_length",
        ["value_head_dim"] = "attention.value_length",
        ["intermediate_size"] = "feed_forward_length",
        ["max_position_embeddings"] = "context_length",
        ["rms_norm_eps"] = "attention.layer_norm_rms_epsilon",
        ["sliding_window"] = "attention.sliding_window",
        ["attn_logit_softcapping"] = "attn_logit_softcapping",
        ["final_logit_softcapping"] = "final_logit_softcapping",
        ["num_experts"] = "expert_count",
        ["num_local_experts"] = "expert_count",
        ["num_experts_per_tok"] = "expert_used_count",
        ["moe_intermediate_size"] = "expert_feed_forward_length",
        ["pooling_type"] = "pooling_type",
        ["rope_theta"] = "rope.freq_base",
        ["rope_dimension"] = "rope.dimension_count",
        ["rope_scaling.rope_type"] = "rope.scaling.type",
        ["rope_scaling.factor"] = "rope.scaling.factor",
        ["rope_scaling.linear_factor"] = "rope.scale_linear",
        ["rope_scaling.original_max_position_embeddings"] = "rope.scaling.original_context_length",
        ["rope_scaling.attention_factor"] = "rope.scaling.attn_factor",
        ["rope_scaling.beta_fast"] = "rope.scaling.yarn_beta_fast",
        ["rope_scaling.beta_slow"] = "rope.scaling.yarn_beta_slow",
    };

    private static readonly Dictionary<string, string> WholeKeys = new()
    {
        ["bos_token_id"] = "tokenizer.ggml.bos_token_id",
        ["eos_token_id"] = "tokenizer.ggml.eos_token_id",
        ["eot_token_id"] = "tokenizer.ggml.eot_token_id",
        ["eom_token_id"] = "tokenizer.ggml.eom_token_id",
        ["pad_token_id"] = "tokenizer.ggml.padding_token_id",
    };

    private readonly GgufFile _gguf;
    private readonly string _prefix;

    public GgufConfigFields(GgufFile gguf, string architecture, ProblemList problems)
        : base(gguf.Path, problems)
    {
        _gguf = gguf;
        _prefix = architecture + ".";
    }

    public override string NameOf(string field) =>
        ArchitectureKeys.TryGetValue(field, out string? key) ? _prefix + key : WholeKeys.GetValueOrDefault(field, field);

    public override bool Has(string field) =>
        _gguf.Metadata.Has(NameOf(field)) || field switch
        {
            "vocab_size" => VocabularySize() is not null,
            _ => FlagFromTensors(field) is not null,
        };

    public override long? Integer(string field)
    {
        // Per-layer lists are how some converters write head counts; one value for all layers is what can be run.
        string key = NameOf(field);
        if (field is "num_attention_heads" or "num_key_value_heads" or "intermediate_size" && _gguf.Metadata.Value(key) is { IsArray: true })
        {
            int[] values = Guard(key, _gguf.Metadata.Integers) ?? [];
            if (values.Length > 0 && values.All(value => value == values[0])) return values[0];
            Report(field, "differs between layers, which is not supported");
            return null;
        }

        return GuardValue(key, _gguf.Metadata.Integer) ?? (field == "vocab_size" ? VocabularySize() : null);
    }

    public override double? Number(string field) => GuardValue(NameOf(field), _gguf.Metadata.Number);

    public override bool? Flag(string field) => FlagFromTensors(field) ?? GuardValue(NameOf(field), _gguf.Metadata.Flag);

    public override string? Text(string field) => Guard(NameOf(field), _gguf.Metadata.Text);

    public override IReadOnlyList<double>? Numbers(string field)
    {
        string key = NameOf(field);
        if (_gguf.Metadata.Value(key) is not { IsArray: true }) return Number(field) is { } number ? [number] : null;
        return Guard(key, _gguf.Metadata.Numbers) is { } values ? [.. values.Select(value => (double)value)] : null;
    }

    public override IReadOnlyList<string>? Texts(string field) => Guard(NameOf(field), _gguf.Metadata.Texts);

    /// <summary>What config.json says in words, a GGUF file says by the tensors it has.</summary>
    private bool? FlagFromTensors(string field) => _gguf.Tensors.Count == 0 ? null : field switch
    {
        "tie_word_embeddings" => !_gguf.Tensors.Has("output.weight"),
        "attention_bias" => _gguf.Tensors.Has("blk.0.attn_q.bias"),
        "attention_output_bias" => _gguf.Tensors.Has("blk.0.attn_output.bias"),
        "mlp_bias" => _gguf.Tensors.Has("blk.0.ffn_down.bias"),
        _ => null,
    };

    private int? VocabularySize() =>
        _gguf.Tensors.TryGet("token_embd.weight", out var embedding) && embedding.Shape.Length == 2 && embedding.Shape[0] <= int.MaxValue
            ? (int)embedding.Shape[0]
            : Guard("tokenizer.ggml.tokens", _gguf.Metadata.Texts)?.Count;

    private T? Guard<T>(string key, Func<string, T?> read)
        where T : class
    {
        try
        {
            return read(key);
        }
        catch (ModelFileException error)
        {
            Problems.AddRange(error.Problems);
            return null;
        }
    }

    private T? GuardValue<T>(string key, Func<string, T?> read)
        where T : struct
    {
        try
        {
            return read(key);
        }
        catch (ModelFileException error)
        {
            Problems.AddRange(error.Problems);
            return null;
        }
    }
}
