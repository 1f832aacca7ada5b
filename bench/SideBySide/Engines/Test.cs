using Inference.Bench.Models;

namespace Inference.Bench.SideBySide.Engines;

/// <summary>What one run of an engine measures.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kind">Which of the figures count: those of reading a prompt, of sequences that generate, or of these beside a prompt.</param>
/// <param name="Prompt">Tokens of the prompt that is read.</param>
/// <param name="Context">Tokens that sequences have before they generate.</param>
/// <param name="Generate">Tokens that each of them generates.</param>
/// <param name="Batches">Sequences at once.</param>
internal sealed record Test(string Name, string Kind, int Prompt, int Context, int Generate, string Batches)
{
    public static readonly Test[] All =
    [
        new("prefill", "prefill", 512, 0, 1, "1"),
        new("decode", "decode", 128, 128, 64, "1,2,4,8,16,32"),
        new("decode at 2048", "decode", 128, 2048, 48, "1"),
        new("decode at 8192", "decode", 128, 8192, 32, "1"),
        new("mixed", "mixed", 2048, 128, 1, "1") { Mixed = "16", Chunk = 128 },
    ];

    /// <summary>Sequences that generate while the prompt is read; null: nothing is mixed.</summary>
    public string? Mixed { get; init; }

    /// <summary>Tokens of the prompt that are read in one step; null: as many as the engine likes.</summary>
    public int? Chunk { get; init; }

    public bool Fits(ModelShape shape) => Math.Max(Prompt, Context + Generate) <= shape.Context;
}
