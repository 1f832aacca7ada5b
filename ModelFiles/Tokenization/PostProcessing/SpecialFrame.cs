namespace Inference.ModelFiles.Tokenization.PostProcessing;

/// <summary>The special tokens that go around the tokens of one text.</summary>
internal sealed record SpecialFrame(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static readonly SpecialFrame None = new([], []);

    /// <summary>This frame inside another.</summary>
    public SpecialFrame Within(SpecialFrame outer) => new([.. outer.Before, .. Before], [.. After, .. outer.After]);
}
