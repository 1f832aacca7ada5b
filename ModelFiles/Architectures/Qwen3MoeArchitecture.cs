using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Qwen 3 with experts on all layers or on every few.</summary>
internal sealed class Qwen3MoeArchitecture : Architecture
{
    public override string Name => "qwen3-moe";

    public override IReadOnlyList<string> HuggingFaceNames => ["Qwen3MoeForCausalLM", "Qwen3MoeModel", "qwen3_moe"];

    public override string GgufName => "qwen3moe";

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format)
    {
        int count = fields.Count("num_experts", maximum: 4096);
        int active = fields.Count("num_experts_per_tok", maximum: count);
        int step = fields.OptionalCount("decoder_sparse_step", maximum: 10_000) ?? 1;
        HashSet<double> dense = [.. fields.Numbers("mlp_only_layers") ?? []];
        return plain with
        {
            QueryKeyNorm = true,
            AttentionOutputBias = format == ModelFormat.HuggingFace ? plain.QueryKeyValueBias : plain.AttentionOutputBias,
            SlidingWindows = SlidingWindow.FromUpperLayers(fields, plain.LayerCount),
            Experts = new ExpertConfig
            {
                Count = count,
                ActivePerToken = active,
                
                // GGUF may leave it out where the dense width is that of the active experts together.
                IntermediateSize = format == ModelFormat.Gguf && !fields.Has("moe_intermediate_size") && plain.IntermediateSize >= active
                    ? plain.IntermediateSize / active
                    : fields.Count("moe_intermediate_size", maximum: ModelConfigReader.MaxWidth),

                // GGUF has no such field: its models all scale their weights.
                NormalizeWeights = format == ModelFormat.Gguf || (fields.Flag("norm_topk_prob") ?? false),
                SparseLayers = [.. Enumerable.Range(0, plain.LayerCount).Select(layer => !dense.Contains(layer) && (layer + 1) % step == 0)],
            },
        };
    }
}
