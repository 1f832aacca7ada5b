using Inference.ModelFiles.Tensors;

namespace Inference.ModelFiles.Weights;

internal sealed class GgufWeightNames(TensorCatalog tensors) : IWeightNames
{
    /// <summary>Files from before stacked experts hold a tensor for each.</summary>
    public bool LacksHead => false;

    public bool ExpertsAreStacked(int layer) => !tensors.Has($"blk.{layer}.ffn_gate.0.weight");

    public string? Find(WeightRole role, int? layer, int? expert) => role switch
    {
        WeightRole.TokenEmbedding => "token_embd.weight",
        WeightRole.FinalNorm => "output_norm.weight",
        WeightRole.OutputHead => "output.weight",
        WeightRole.RopeFactors => "rope_freqs.weight",
        WeightRole.RopeShortFactors => "rope_factors_short.weight",
        WeightRole.RopeLongFactors => "rope_factors_long.weight",
        _ => $"blk.{layer}.{InLayer(role, expert)}",
    };

    private static string InLayer(WeightRole role, int? expert) => role switch
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
        WeightRole.ExpertGate => expert is null ? "ffn_gate_exps.weight" : $"ffn_gate.{expert}.weight",
        WeightRole.ExpertUp => expert is null ? "ffn_up_exps.weight" : $"ffn_up.{expert}.weight",
        WeightRole.ExpertDown => expert is null ? "ffn_down_exps.weight" : $"ffn_down.{expert}.weight",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
