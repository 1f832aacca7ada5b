using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Llama 1 to 3.3 and the many models of the same form: the plain form itself.</summary>
internal sealed class LlamaArchitecture : Architecture
{
    public override string Name => "llama";

    public override IReadOnlyList<string> HuggingFaceNames => ["LlamaForCausalLM", "LlamaModel", "llama"];

    public override string GgufName => "llama";

    public override bool RecognisesGguf(ConfigFields fields) => fields.Integer("num_local_experts") is null or 0;

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) => plain with
    {
        // In config.json one flag speaks for all four projections; GGUF shows each by its tensor.
        AttentionOutputBias = format == ModelFormat.HuggingFace ? plain.QueryKeyValueBias : plain.AttentionOutputBias,
        InterleavedQueryKeyRows = format == ModelFormat.Gguf,
        SlidingWindows = SlidingWindow.OnEveryLayer(fields, plain.LayerCount),
    };
}
