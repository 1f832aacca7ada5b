namespace Inference.Bench.SideBySide;

/// <summary>The medians of one measurement.</summary>
/// <param name="TokensPerS">By engine.</param>
/// <param name="Steady">The machine's limits stayed the same around every round that counts.</param>
internal sealed record Figure(
    string Model, string Test, int Batch, IReadOnlyDictionary<string, double> TokensPerS, double ReadGBPerS, double SingleGOpPerS, bool Steady)
{
    public string Row()
    {
        double[] speeds = [.. TokensPerS.Values];
        string ratio = speeds.Length == 2 ? $"{speeds[0] / speeds[1]:N2}" : "–";
        return $"| {Model} | {Test}{(Batch > 1 ? $", batch {Batch}" : "")} | {string.Join(" | ", speeds.Select(speed => $"{speed:N1}"))} | {ratio} | {ReadGBPerS:N0} | {SingleGOpPerS:N0} |{(Steady ? "" : " unsteady")}";
    }
}
