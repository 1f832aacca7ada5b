using Inference.Kernels.Formats;

namespace Inference.Bench.Models;

/// <summary>In which format a file of some kind keeps each of its matrices, as llama.cpp's own quantisation chooses them.</summary>
public static class WeightMix
{
    private const int SuperBlock = 256;

    public static readonly string[] Kinds = ["bf16", "q8_0", "q4_0", "q4_k_m"];

    public static ElementType TypeOf(string kind, string tensor, int layer, ModelShape shape, int inputs) => kind switch
    {
        "bf16" => ElementType.BF16,
        "q8_0" => ElementType.Q80,
        "q4_0" => tensor == "token_embd" ? Fitting(ElementType.Q6K, inputs) : ElementType.Q40,
        "q4_k_m" => Fitting(IsPrecious(tensor, layer, shape.Layers) ? ElementType.Q6K : ElementType.Q4K, inputs),
        _ => throw new ArgumentException($"There is no kind {kind}; there are {string.Join(", ", Kinds)}."),
    };

    private static bool IsPrecious(string tensor, int layer, int layers)
    {
        bool chosen = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;
        return tensor == "token_embd" || (tensor is "attn_v" or "ffn_down" && chosen);
    }

    /// <summary>Rows that are no whole number of super-blocks fall back to a format of smaller blocks.</summary>
    private static ElementType Fitting(ElementType type, int inputs) =>
        inputs % SuperBlock == 0 ? type : type == ElementType.Q6K ? ElementType.Q80 : ElementType.Q50;
}
