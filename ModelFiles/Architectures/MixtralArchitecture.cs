using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Mistral with experts on every layer. In GGUF it goes by Llama's name.</summary>
internal sealed class MixtralArchitecture : Architecture
{
    public override string Name => "mixtral";

    public override IReadOnlyList<string> HuggingFaceNames => ["MixtralForCausalLM", "MixtralModel", "mixtral"];

    public override string GgufName => "llama";

    public override ExpertNames HuggingFaceExperts => new("block_sparse_moe", "gate", "w1", "w3", "w2");

    public override bool RecognisesGguf(ConfigFields fields) => fields.Integer("num_local_experts") > 0;

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format)
    {
        int count = fields.Count("num_local_experts", maximum: 4096);
        return plain with
        {
            InterleavedQueryKeyRows = format == ModelFormat.Gguf,
            SlidingWindows = SlidingWindow.OnEveryLayer(fields, plain.LayerCount),
            Experts = new ExpertConfig
            {
                Count = count,
                ActivePerToken = fields.Count("num_experts_per_tok", maximum: count),
                IntermediateSize = plain.IntermediateSize,
                NormalizeWeights = true,
                SparseLayers = [.. Enumerable.Repeat(true, plain.LayerCount)],
            },
        };
    }
}
