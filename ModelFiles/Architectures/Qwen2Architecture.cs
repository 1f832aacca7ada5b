using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Qwen 2 and 2.5: biases on query, key and value.</summary>
internal sealed class Qwen2Architecture : Architecture
{
    public override string Name => "qwen2";

    public override IReadOnlyList<string> HuggingFaceNames => ["Qwen2ForCausalLM", "Qwen2Model", "qwen2"];

    public override string GgufName => "qwen2";

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) => plain with
    {
        // Some GGUF conversions have none.
        QueryKeyValueBias = format == ModelFormat.HuggingFace || plain.QueryKeyValueBias,
        SlidingWindows = SlidingWindow.FromUpperLayers(fields, plain.LayerCount),
    };
}
