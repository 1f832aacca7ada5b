namespace Inference.Bench.Models;

/// <summary>The sizes of a model that people run.</summary>
public sealed record ModelShape(
    string Name, string Architecture, int Layers, int Hidden, int Heads, int KeyValueHeads, int Intermediate, int Vocabulary, int Context, float RopeTheta)
{
    public static readonly ModelShape[] All =
    [
        new("qwen2.5-0.5b", "qwen2", 24, 896, 14, 2, 4864, 151936, 32768, 1_000_000),
        new("llama-3.2-1b", "llama", 16, 2048, 32, 8, 8192, 128256, 131072, 500_000),
        new("toy-15m", "llama", 6, 288, 6, 6, 768, 32000, 4096, 10_000),
    ];

    public int HeadDimension => Hidden / Heads;

    public int KeyValueWidth => KeyValueHeads * HeadDimension;

    public bool HasBias => Architecture == "qwen2";
}
