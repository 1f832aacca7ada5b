using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>Gemma 2: norms on both sides of every block, soft caps, a window on every other layer.</summary>
internal sealed class Gemma2Architecture : Architecture
{
    private const int DefaultWindow = 4096;
    private const float DefaultAttentionSoftcap = 50;
    private const float DefaultLogitSoftcap = 30;

    /// <summary>Only the 27B model, which has this many layers, scales scores by hidden size / heads; GGUF has no field for it.</summary>
    private const int LayersOf27B = 46;

    public override string Name => "gemma2";

    public override IReadOnlyList<string> HuggingFaceNames => ["Gemma2ForCausalLM", "Gemma2Model", "gemma2"];

    public override string GgufName => "gemma2";

    public override int? DefaultHeadDimension => 256;

    public override bool DefaultTiedEmbeddings => true;

    public override Activation DefaultActivation => Activation.GeluTanh;

    public override ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format)
    {
        int window = SlidingWindow.Size(fields) ?? DefaultWindow;
        float scalar = format == ModelFormat.HuggingFace ? fields.OptionalPositive("query_pre_attn_scalar") ?? plain.HeadDimension
            : plain.LayerCount == LayersOf27B ? plain.HiddenSize / plain.HeadCount
            : plain.HeadDimension;
        return plain with
        {
            AttentionOutputBias = plain.QueryKeyValueBias,
            PostNorms = true,
            NormWeightOffset = format == ModelFormat.HuggingFace ? 1 : 0,
            EmbeddingScale = MathF.Sqrt(plain.HiddenSize),
            AttentionScale = 1 / MathF.Sqrt(scalar),
            AttentionSoftcap = Softcap(fields, "attn_logit_softcapping", DefaultAttentionSoftcap),
            LogitSoftcap = Softcap(fields, "final_logit_softcapping", DefaultLogitSoftcap),
            SlidingWindows = SlidingWindow.ByLayerTypes(fields, plain.LayerCount, window)
                ?? [.. Enumerable.Range(0, plain.LayerCount).Select(layer => layer % 2 == 0 ? window : 0)],
        };
    }

    /// <summary>The family's own where a file says nothing; null in config.json means none.</summary>
    private static float? Softcap(ConfigFields fields, string field, float usual) =>
        fields.Has(field) || fields.IsNull(field) ? fields.OptionalPositive(field) : usual;
}
