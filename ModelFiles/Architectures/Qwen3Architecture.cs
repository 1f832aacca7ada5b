using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Qwen 3: queries and keys normalised per head.</summary>
internal sealed class Qwen3Architecture : Architecture
{
    public override string Name => "qwen3";

    public override IReadOnlyList<string> HuggingFaceNames => ["Qwen3ForCausalLM", "Qwen3Model", "qwen3"];

    public override string GgufName => "qwen3";

    public override int? DefaultHeadDimension => 128;

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) => plain with
    {
        QueryKeyNorm = true,
        AttentionOutputBias = format == ModelFormat.HuggingFace ? plain.QueryKeyValueBias : plain.AttentionOutputBias,
        SlidingWindows = SlidingWindow.FromUpperLayers(fields, plain.LayerCount),
    };
}
