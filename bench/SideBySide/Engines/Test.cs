namespace Inference.Bench.SideBySide.Engines;

/// <summary>What one run of an engine measures: reading a prompt, then so many sequences behind such a prompt generating side by side.</summary>
internal sealed record Test(string Name, int Prompt, int Generate, string Batches)
{
    public static readonly Test[] All =
    [
        new("prefill", 512, 1, "1"),
        new("decode", 128, 64, "1,2,4,8,16,32"),
        new("decode at 2048", 2048, 48, "1"),
    ];
}
