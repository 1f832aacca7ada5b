using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Phi 3, 3.5 and 4: fused projections, long rope.</summary>
internal sealed class Phi3Architecture : Architecture
{
    public override string Name => "phi3";

    public override IReadOnlyList<string> HuggingFaceNames => ["Phi3ForCausalLM", "Phi3Model", "phi3"];

    public override string GgufName => "phi3";

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) => plain with
    {
        FusedProjections = true,
        SlidingWindows = SlidingWindow.OnEveryLayer(fields, plain.LayerCount),
        Rope = format == ModelFormat.Gguf && fields.Has("rope_scaling.original_max_position_embeddings")
            ? plain.Rope with { Scaling = LongRopeOfTensors(fields) }
            : plain.Rope,
    };

    /// <summary>GGUF names no kind of scaling for this family: the original context tells, and the factors are tensors.</summary>
    private static LongRopeScaling LongRopeOfTensors(ConfigFields fields) => new(
        ShortFactors: null,
        LongFactors: null,
        fields.Count("rope_scaling.original_max_position_embeddings", ModelConfigReader.MaxPositions),
        fields.OptionalPositive("rope_scaling.attention_factor") ?? 1);
}
