using Inference.Bench.Limits;
using Inference.Bench.SideBySide.Engines;

namespace Inference.Bench.SideBySide;

/// <summary>What engines gave one after the other, and the machine before and after.</summary>
internal sealed record Round(MachineLimits Before, MachineLimits After, IReadOnlyList<(string Engine, Speed Speed)> Speeds)
{
    /// <summary>Limits further apart than this make it worthless.</summary>
    private const double StillSame = 0.15;

    public bool IsSteady => Before.Distance(After) <= StillSame;

    public override string ToString() => $"{Before} before, {After} after{(IsSteady ? "" : ": the machine changed, round dropped")}";
}
