using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Llama with a sliding window on every layer. In GGUF it goes by Llama's name.</summary>
internal sealed class MistralArchitecture : Architecture
{
    public override string Name => "mistral";

    public override IReadOnlyList<string> HuggingFaceNames => ["MistralForCausalLM", "MistralModel", "mistral"];

    public override string GgufName => "llama";

    public override bool RecognisesGguf(ConfigFields fields) => false;

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) =>
        plain with { SlidingWindows = SlidingWindow.OnEveryLayer(fields, plain.LayerCount) };
}
