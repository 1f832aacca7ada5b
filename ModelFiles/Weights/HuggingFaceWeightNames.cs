using Inference.ModelFiles.Architectures;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

internal sealed class HuggingFaceWeightNames : IWeightNames
{
    private const string Head = "lm_head.weight";

    private readonly bool _postNorms;
    private readonly ExpertNames _experts;

    /// <summary>"model.", or nothing where the file holds the transformer without its head (embedding models).</summary>
    private readonly string _prefix;

    public HuggingFaceWeightNames(ModelConfig config, Architecture architecture, TensorCatalog tensors)
    {
        _postNorms = config.PostNorms;
        _experts = architecture.HuggingFaceExperts;
        _prefix = tensors.Has("embed_tokens.weight") && !tensors.Has("model.embed_tokens.weight") ? "" : "model.";
        LacksHead = _prefix.Length == 0 && !tensors.Has(Head);
    }

    public bool LacksHead { get; }

    public bool ExpertsAreStacked(int layer) => false;

    public string? Find(WeightRole role, int? layer, int? expert) => role switch
    {
        WeightRole.TokenEmbedding => _prefix + "embed_tokens.weight",
        WeightRole.FinalNorm => _prefix + "norm.weight",
        WeightRole.OutputHead => Head,
        WeightRole.RopeFactors or WeightRole.RopeShortFactors or WeightRole.RopeLongFactors => null,
        _ => $"{_prefix}layers.{layer}.{InLayer(role, expert)}",
    };

    private string InLayer(WeightRole role, int? expert) => role switch
    {
        WeightRole.AttentionNorm => "input_layernorm.weight",
        WeightRole.Query => "self_attn.q_proj.weight",
        WeightRole.Key => "self_attn.k_proj.weight",
        WeightRole.Value => "self_attn.v_proj.weight",
        WeightRole.QueryKeyValue => "self_attn.qkv_proj.weight",
        WeightRole.QueryBias => "self_attn.q_proj.bias",
        WeightRole.KeyBias => "self_attn.k_proj.bias",
        WeightRole.ValueBias => "self_attn.v_proj.bias",
        WeightRole.QueryNorm => "self_attn.q_norm.weight",
        WeightRole.KeyNorm => "self_attn.k_norm.weight",
        WeightRole.AttentionOutput => "self_attn.o_proj.weight",
        WeightRole.AttentionOutputBias => "self_attn.o_proj.bias",
        WeightRole.PostAttentionNorm => "post_attention_layernorm.weight",

        // Without post-norms the norm before the feed-forward layer bears the name "post attention".
        WeightRole.FeedForwardNorm => _postNorms ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight",
        WeightRole.PostFeedForwardNorm => "post_feedforward_layernorm.weight",
        WeightRole.Gate => "mlp.gate_proj.weight",
        WeightRole.Up => "mlp.up_proj.weight",
        WeightRole.GateUp => "mlp.gate_up_proj.weight",
        WeightRole.Down => "mlp.down_proj.weight",
        WeightRole.GateBias => "mlp.gate_proj.bias",
        WeightRole.UpBias => "mlp.up_proj.bias",
        WeightRole.DownBias => "mlp.down_proj.bias",
        WeightRole.Router => $"{_experts.Folder}.{_experts.Router}.weight",
        WeightRole.ExpertGate => $"{_experts.Folder}.experts.{expert}.{_experts.Gate}.weight",
        WeightRole.ExpertUp => $"{_experts.Folder}.experts.{expert}.{_experts.Up}.weight",
        WeightRole.ExpertDown => $"{_experts.Folder}.experts.{expert}.{_experts.Down}.weight",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
